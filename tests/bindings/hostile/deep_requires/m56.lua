require 'm57'
