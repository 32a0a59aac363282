require 'm286'
