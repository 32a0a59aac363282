require 'm46'
