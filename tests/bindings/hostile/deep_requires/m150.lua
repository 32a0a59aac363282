require 'm151'
