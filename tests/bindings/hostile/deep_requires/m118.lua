require 'm119'
