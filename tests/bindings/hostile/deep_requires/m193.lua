require 'm194'
