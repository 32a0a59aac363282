require 'm9'
