require 'm209'
