require 'm261'
