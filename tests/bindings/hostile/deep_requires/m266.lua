require 'm267'
