require 'm59'
