require 'm200'
