require 'm136'
