require 'm167'
