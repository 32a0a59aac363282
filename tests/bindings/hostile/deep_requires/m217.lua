require 'm218'
