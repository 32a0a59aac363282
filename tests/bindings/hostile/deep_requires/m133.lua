require 'm134'
