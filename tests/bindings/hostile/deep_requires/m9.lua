require 'm10'
