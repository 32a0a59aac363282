require 'm54'
