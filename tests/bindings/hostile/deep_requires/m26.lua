require 'm27'
