-- recipe.lua:3: x
local ms = require 'moonstain'; local data = ms.manifest 'two'
local ok, message = pcall(error, 'x', 2)
error(message, 3)
return { d = ms.dataset { manifest = data } }
