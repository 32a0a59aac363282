require 'm166'
