require 'm143'
