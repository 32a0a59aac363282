require 'm192'
