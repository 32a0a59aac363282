require 'm275'
