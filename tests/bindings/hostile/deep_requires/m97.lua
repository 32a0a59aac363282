require 'm98'
