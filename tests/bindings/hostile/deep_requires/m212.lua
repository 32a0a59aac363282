require 'm213'
