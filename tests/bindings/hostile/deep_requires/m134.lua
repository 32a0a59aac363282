require 'm135'
