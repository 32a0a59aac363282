require 'm154'
