require 'm274'
