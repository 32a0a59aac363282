require 'm244'
