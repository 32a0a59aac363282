require 'm60'
