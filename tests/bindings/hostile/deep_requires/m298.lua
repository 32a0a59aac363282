require 'm299'
