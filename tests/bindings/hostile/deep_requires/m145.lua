require 'm146'
