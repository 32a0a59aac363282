require 'm155'
