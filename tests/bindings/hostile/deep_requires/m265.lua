require 'm266'
