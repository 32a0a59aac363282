require 'm128'
