require 'm297'
