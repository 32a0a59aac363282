require 'm160'
