-- recipe.lua: the output 'findings' is the number 1; expected a value of a step, or a list of them
local ms = require 'moonstain'; local data = ms.manifest 'two'

return { findings = { 1, 2, 3 } }
