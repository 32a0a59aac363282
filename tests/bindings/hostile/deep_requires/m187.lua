require 'm188'
