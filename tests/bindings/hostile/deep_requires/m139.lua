require 'm140'
