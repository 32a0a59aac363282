-- recipe.lua: the recipe returns Dataset of two/B1 from recipe.lua:4; expected a table of named outputs: return { findings = ... }
local ms = require 'moonstain'; local data = ms.manifest 'two'

return ms.dataset { manifest = data }[1]
