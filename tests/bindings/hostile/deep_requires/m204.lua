require 'm205'
