require 'm232'
