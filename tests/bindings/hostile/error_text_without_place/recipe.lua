-- recipe.lua:3: no colon here
local ms = require 'moonstain'; local data = ms.manifest 'two'
error('no colon here', 0)
return { d = ms.dataset { manifest = data } }
