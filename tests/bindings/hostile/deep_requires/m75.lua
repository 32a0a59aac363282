require 'm76'
