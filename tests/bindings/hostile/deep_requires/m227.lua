require 'm228'
