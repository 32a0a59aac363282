require 'm289'
