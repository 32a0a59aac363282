require 'm149'
