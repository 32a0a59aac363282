require 'm222'
