require 'm246'
