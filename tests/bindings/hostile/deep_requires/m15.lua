require 'm16'
