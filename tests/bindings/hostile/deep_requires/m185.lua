require 'm186'
