require 'm52'
