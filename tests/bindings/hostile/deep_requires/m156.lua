require 'm157'
