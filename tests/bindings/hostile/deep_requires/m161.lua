require 'm162'
