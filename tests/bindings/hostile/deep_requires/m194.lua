require 'm195'
