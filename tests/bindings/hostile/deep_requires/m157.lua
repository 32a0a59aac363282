require 'm158'
