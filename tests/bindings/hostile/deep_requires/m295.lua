require 'm296'
