require 'm220'
