require 'm290'
