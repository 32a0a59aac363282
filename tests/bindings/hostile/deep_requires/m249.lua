require 'm250'
