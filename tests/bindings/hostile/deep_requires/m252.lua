require 'm253'
