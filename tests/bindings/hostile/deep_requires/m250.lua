require 'm251'
