require 'm8'
