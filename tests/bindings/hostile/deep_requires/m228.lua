require 'm229'
