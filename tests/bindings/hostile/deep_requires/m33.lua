require 'm34'
