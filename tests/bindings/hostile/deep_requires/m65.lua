require 'm66'
