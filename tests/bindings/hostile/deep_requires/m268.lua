require 'm269'
