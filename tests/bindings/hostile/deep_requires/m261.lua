require 'm262'
