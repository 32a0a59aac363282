require 'm44'
