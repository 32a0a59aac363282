require 'm142'
