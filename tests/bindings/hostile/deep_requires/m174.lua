require 'm175'
