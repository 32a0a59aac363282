require 'm77'
