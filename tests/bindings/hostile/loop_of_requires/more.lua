require 'more'
