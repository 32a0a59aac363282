require 'm123'
