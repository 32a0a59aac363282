require 'm169'
