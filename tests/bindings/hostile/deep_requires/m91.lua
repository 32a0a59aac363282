require 'm92'
