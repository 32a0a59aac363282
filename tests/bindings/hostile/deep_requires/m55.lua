require 'm56'
