require 'm178'
