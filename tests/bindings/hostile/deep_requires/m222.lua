require 'm223'
