require 'm226'
