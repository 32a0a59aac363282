require 'm172'
