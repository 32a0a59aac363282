require 'm185'
