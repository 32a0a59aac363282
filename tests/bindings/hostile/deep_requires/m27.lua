require 'm28'
