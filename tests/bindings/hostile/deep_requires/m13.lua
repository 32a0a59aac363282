require 'm14'
