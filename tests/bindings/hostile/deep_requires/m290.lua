require 'm291'
