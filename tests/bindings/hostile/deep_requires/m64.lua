require 'm65'
