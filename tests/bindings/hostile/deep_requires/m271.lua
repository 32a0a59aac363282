require 'm272'
