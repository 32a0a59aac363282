require 'm80'
