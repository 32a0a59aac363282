require 'm129'
