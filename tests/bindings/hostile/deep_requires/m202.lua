require 'm203'
