require 'm114'
