require 'm270'
