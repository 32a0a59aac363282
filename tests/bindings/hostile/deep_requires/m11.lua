require 'm12'
