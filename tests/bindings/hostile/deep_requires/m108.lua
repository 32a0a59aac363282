require 'm109'
