require 'm224'
