require 'm177'
