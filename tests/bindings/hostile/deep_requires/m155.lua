require 'm156'
