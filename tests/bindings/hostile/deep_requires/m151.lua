require 'm152'
