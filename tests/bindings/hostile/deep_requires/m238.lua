require 'm239'
