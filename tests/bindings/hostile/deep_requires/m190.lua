require 'm191'
