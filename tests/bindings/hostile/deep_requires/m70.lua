require 'm71'
