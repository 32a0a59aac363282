require 'm138'
