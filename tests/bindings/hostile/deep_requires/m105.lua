require 'm106'
