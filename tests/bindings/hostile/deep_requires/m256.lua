require 'm257'
