require 'm131'
