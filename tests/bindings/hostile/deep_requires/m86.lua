require 'm87'
