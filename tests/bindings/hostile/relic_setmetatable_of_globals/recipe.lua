-- recipe.lua:3: cannot change a protected metatable
local ms = require 'moonstain'; local data = ms.manifest 'two'
setmetatable(_G, nil)
return { d = ms.dataset { manifest = data } }
