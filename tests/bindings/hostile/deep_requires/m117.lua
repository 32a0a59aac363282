require 'm118'
