require 'm79'
