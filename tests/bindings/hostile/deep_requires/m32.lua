require 'm33'
