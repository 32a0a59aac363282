-- recipe.lua:3: 5
local ms = require 'moonstain'; local data = ms.manifest 'two'
error(5)
return { d = ms.dataset { manifest = data } }
