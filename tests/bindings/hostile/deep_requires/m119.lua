require 'm120'
