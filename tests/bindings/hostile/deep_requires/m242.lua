require 'm243'
