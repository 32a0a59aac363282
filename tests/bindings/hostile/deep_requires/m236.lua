require 'm237'
