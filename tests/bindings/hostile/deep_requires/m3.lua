require 'm4'
