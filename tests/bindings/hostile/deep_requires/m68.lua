require 'm69'
