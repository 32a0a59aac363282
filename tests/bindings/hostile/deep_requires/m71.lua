require 'm72'
