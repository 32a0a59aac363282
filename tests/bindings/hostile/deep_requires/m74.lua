require 'm75'
