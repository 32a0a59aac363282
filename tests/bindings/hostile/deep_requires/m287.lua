require 'm288'
