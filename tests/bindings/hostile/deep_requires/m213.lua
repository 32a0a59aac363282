require 'm214'
