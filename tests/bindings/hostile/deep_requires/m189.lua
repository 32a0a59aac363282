require 'm190'
