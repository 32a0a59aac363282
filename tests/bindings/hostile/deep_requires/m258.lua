require 'm259'
