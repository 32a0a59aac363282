require 'm254'
