require 'm121'
