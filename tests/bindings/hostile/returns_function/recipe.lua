-- recipe.lua: the recipe returns a function; expected a table of named outputs: return { findings = ... }
local ms = require 'moonstain'; local data = ms.manifest 'two'

return print
