require 'm241'
