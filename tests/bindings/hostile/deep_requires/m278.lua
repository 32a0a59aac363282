require 'm279'
