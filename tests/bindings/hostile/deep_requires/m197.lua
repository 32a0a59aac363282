require 'm198'
