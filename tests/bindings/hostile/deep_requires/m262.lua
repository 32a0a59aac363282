require 'm263'
