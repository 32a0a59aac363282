require 'm201'
