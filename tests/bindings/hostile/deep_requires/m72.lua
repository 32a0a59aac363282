require 'm73'
