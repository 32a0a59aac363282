require 'm210'
