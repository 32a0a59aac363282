require 'm13'
