require 'm236'
