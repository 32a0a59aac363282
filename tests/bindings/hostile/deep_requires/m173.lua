require 'm174'
