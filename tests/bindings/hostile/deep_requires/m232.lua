require 'm233'
