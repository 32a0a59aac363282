require 'm15'
