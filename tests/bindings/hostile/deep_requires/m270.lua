require 'm271'
