require 'm219'
