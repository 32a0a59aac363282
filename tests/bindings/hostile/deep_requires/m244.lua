require 'm245'
