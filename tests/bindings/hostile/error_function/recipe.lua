-- recipe.lua:3: an error was raised that is a function, not text
local ms = require 'moonstain'; local data = ms.manifest 'two'
error(print)
return { d = ms.dataset { manifest = data } }
