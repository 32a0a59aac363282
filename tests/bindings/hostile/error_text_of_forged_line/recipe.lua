-- recipe.lua:99: not my line
local ms = require 'moonstain'; local data = ms.manifest 'two'
error('recipe.lua:99: not my line', 0)
return { d = ms.dataset { manifest = data } }
