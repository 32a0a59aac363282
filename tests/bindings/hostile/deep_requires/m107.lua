require 'm108'
