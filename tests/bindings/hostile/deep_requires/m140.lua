require 'm141'
