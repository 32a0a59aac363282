require 'm242'
