require 'm70'
