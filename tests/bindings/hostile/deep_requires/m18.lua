require 'm19'
