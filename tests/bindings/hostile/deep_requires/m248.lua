require 'm249'
