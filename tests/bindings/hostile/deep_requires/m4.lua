require 'm5'
