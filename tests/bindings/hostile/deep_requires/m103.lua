require 'm104'
