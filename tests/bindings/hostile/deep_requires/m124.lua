require 'm125'
