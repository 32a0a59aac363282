require 'm74'
