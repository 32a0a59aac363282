require 'm40'
