require 'm107'
