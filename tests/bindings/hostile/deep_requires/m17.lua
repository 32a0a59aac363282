require 'm18'
