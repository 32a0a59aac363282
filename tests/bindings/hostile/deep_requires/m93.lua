require 'm94'
