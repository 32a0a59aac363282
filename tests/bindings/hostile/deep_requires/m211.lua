require 'm212'
