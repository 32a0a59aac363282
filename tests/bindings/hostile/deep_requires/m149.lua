require 'm150'
