require 'm30'
