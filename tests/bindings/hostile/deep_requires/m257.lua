require 'm258'
