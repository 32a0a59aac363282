require 'm3'
