require 'm86'
