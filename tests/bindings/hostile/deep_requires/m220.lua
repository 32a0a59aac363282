require 'm221'
