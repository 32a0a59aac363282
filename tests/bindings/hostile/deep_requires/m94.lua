require 'm95'
