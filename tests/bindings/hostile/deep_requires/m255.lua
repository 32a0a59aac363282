require 'm256'
