require 'm204'
