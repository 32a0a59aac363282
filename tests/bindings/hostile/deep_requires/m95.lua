require 'm96'
