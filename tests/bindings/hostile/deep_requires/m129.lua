require 'm130'
