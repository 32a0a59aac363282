require 'm2'
