require 'm50'
