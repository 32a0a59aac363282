require 'm255'
