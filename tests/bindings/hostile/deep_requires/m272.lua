require 'm273'
