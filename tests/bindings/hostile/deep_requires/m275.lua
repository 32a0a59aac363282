require 'm276'
