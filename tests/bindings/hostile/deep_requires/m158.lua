require 'm159'
