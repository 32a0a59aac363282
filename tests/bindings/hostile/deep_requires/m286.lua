require 'm287'
