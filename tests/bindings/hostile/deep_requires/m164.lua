require 'm165'
