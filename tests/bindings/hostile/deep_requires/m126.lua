require 'm127'
