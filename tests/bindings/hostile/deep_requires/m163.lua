require 'm164'
