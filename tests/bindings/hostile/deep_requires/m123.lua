require 'm124'
