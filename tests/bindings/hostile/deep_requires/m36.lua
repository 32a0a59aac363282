require 'm37'
