require 'm240'
