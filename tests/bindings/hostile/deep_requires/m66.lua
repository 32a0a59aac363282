require 'm67'
