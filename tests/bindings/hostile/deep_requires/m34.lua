require 'm35'
