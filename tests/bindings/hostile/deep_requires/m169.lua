require 'm170'
