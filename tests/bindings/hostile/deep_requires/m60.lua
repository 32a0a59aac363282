require 'm61'
