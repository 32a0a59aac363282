require 'm6'
