require 'm252'
