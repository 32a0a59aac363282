require 'm295'
