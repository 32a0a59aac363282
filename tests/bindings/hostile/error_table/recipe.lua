-- recipe.lua:3: an error was raised that is a table, not text
local ms = require 'moonstain'; local data = ms.manifest 'two'
error({ code = 1 })
return { d = ms.dataset { manifest = data } }
