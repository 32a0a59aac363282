require 'm83'
