require 'm285'
