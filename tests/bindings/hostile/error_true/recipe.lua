-- recipe.lua:3: an error was raised that is true, not text
local ms = require 'moonstain'; local data = ms.manifest 'two'
error(true)
return { d = ms.dataset { manifest = data } }
