require 'm55'
