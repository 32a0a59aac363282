require 'm248'
