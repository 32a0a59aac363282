require 'm227'
