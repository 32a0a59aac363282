require 'm41'
