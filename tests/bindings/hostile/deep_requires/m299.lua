require 'm300'
