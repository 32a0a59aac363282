require 'm100'
