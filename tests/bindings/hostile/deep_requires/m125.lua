require 'm126'
