require 'm216'
