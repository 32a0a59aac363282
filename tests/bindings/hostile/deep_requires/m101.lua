require 'm102'
