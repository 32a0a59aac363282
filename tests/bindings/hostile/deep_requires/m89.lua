require 'm90'
