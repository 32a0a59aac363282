require 'm113'
