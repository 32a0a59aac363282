require 'm207'
