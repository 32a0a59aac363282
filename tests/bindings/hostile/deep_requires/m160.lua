require 'm161'
