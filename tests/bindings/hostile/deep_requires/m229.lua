require 'm230'
