require 'm137'
