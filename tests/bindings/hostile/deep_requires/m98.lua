require 'm99'
