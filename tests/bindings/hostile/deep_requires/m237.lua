require 'm238'
