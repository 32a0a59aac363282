require 'm38'
