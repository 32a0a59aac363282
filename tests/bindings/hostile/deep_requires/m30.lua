require 'm31'
