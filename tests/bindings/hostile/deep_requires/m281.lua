require 'm282'
