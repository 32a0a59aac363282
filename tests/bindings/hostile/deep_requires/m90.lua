require 'm91'
