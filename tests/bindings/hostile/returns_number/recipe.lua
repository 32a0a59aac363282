-- recipe.lua: the recipe returns the number 5; expected a table of named outputs: return { findings = ... }
local ms = require 'moonstain'; local data = ms.manifest 'two'

return 5
