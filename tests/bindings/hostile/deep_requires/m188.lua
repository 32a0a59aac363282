require 'm189'
