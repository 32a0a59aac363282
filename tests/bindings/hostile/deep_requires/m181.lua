require 'm182'
