require 'm81'
