require 'm103'
