require 'm32'
