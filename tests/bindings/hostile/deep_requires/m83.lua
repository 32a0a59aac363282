require 'm84'
