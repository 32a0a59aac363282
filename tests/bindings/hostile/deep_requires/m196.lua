require 'm197'
