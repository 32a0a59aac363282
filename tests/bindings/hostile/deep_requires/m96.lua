require 'm97'
