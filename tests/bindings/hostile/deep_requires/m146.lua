require 'm147'
