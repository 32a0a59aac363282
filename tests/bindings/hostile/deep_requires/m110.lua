require 'm111'
