require 'm293'
