require 'm173'
