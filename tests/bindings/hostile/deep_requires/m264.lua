require 'm265'
