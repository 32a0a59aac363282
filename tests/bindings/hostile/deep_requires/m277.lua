require 'm278'
