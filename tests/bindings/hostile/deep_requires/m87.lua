require 'm88'
