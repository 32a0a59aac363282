require 'm11'
