require 'm110'
