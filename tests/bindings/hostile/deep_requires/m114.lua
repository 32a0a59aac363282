require 'm115'
