require 'm268'
