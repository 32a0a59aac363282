require 'm36'
