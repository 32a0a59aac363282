require 'm225'
