require 'm58'
