require 'm17'
