require 'm202'
