require 'm148'
