require 'm7'
