require 'm24'
