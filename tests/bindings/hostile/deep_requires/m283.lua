require 'm284'
