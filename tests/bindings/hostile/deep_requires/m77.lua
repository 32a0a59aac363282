require 'm78'
