require 'm247'
