require 'm133'
