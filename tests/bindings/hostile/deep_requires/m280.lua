require 'm281'
