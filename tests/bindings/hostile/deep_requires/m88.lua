require 'm89'
