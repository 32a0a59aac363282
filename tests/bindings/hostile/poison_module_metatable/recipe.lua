-- recipe.lua:3: attempt to index a string value
local ms = require 'moonstain'; local data = ms.manifest 'two'
getmetatable(ms).__index = nil
return { d = ms.dataset { manifest = data } }
