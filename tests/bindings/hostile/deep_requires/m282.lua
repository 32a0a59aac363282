require 'm283'
