require 'm292'
