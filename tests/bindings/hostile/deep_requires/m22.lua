require 'm23'
