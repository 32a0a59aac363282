require 'm145'
