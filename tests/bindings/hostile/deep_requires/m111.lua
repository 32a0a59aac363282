require 'm112'
