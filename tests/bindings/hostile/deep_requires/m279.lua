require 'm280'
