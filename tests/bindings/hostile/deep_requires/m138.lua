require 'm139'
