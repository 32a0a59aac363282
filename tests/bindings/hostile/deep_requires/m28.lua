require 'm29'
