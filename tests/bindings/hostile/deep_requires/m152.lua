require 'm153'
