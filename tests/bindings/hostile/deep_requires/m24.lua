require 'm25'
