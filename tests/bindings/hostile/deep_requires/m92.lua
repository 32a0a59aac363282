require 'm93'
