require 'm42'
