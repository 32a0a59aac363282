require 'm235'
