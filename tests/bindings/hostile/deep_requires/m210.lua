require 'm211'
