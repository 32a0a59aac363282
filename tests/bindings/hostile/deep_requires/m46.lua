require 'm47'
