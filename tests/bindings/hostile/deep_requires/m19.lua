require 'm20'
