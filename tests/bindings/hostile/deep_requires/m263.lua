require 'm264'
