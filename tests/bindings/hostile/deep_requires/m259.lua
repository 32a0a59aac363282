require 'm260'
