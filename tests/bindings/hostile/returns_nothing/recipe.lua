-- recipe.lua: the recipe returns nothing (nil); expected a table of named outputs: return { findings = ... }
local ms = require 'moonstain'; local data = ms.manifest 'two'

return
