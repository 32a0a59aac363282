require 'm82'
