require 'm49'
