require 'm206'
