require 'm217'
