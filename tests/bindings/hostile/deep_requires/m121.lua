require 'm122'
