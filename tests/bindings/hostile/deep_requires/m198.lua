require 'm199'
