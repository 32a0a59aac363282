require 'm208'
