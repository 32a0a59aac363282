require 'm171'
