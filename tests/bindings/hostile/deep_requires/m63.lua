require 'm64'
