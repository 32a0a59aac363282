-- recipe.lua:4: attempt to index a string value
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
getmetatable(d[1]).__index = error
return { d = ms.dataset { manifest = data } }
