require 'm101'
