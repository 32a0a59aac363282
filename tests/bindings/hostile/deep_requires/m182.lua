require 'm183'
