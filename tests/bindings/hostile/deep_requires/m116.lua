require 'm117'
