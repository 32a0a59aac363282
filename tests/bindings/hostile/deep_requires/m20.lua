require 'm21'
