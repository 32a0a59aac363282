-- recipe.lua: the output 'lattice' is the text "square"; expected a value of a step, or a list of them
local ms = require 'moonstain'; local data = ms.manifest 'two'

return data
