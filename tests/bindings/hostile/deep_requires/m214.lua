require 'm215'
