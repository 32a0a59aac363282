require 'm187'
