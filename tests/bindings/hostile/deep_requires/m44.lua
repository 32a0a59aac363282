require 'm45'
