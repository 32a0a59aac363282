require 'm85'
