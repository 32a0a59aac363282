require 'm116'
