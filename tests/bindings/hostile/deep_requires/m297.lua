require 'm298'
