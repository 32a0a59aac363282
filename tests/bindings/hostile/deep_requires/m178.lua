require 'm179'
