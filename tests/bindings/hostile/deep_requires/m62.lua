require 'm63'
