require 'm68'
