require 'm22'
