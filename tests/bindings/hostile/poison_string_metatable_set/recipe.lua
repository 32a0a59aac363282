-- recipe.lua:3: bad argument #1 to 'setmetatable' (table expected, got string)
local ms = require 'moonstain'; local data = ms.manifest 'two'
setmetatable('', {})
return { d = ms.dataset { manifest = data } }
