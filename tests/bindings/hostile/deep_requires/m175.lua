require 'm176'
