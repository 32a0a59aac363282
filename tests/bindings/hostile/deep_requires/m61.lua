require 'm62'
