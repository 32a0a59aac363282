require 'm184'
