require 'm39'
