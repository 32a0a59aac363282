require 'm231'
