require 'm196'
