require 'm181'
