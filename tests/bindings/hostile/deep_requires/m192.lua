require 'm193'
