require 'm48'
