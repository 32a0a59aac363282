require 'm180'
