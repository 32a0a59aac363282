require 'm294'
