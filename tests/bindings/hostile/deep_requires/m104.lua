require 'm105'
