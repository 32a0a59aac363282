-- recipe.lua: the recipe returns an empty table; expected named outputs: return { findings = ... }
local ms = require 'moonstain'; local data = ms.manifest 'two'

return ms
