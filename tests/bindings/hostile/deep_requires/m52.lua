require 'm53'
