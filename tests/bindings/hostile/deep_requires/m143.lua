require 'm144'
