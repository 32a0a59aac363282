require 'm51'
