require 'm168'
