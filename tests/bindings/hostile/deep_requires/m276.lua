require 'm277'
