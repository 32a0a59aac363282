require 'm163'
