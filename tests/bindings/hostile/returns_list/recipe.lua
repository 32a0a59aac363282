-- recipe.lua: the recipe returns a value without a name; expected a table of named outputs: return { findings = ... }
local ms = require 'moonstain'; local data = ms.manifest 'two'

return { ms.dataset { manifest = data } }
