require 'm26'
