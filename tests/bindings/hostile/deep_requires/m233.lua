require 'm234'
