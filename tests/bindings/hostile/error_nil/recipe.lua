-- recipe.lua:3: an error was raised that is nothing (nil), not text
local ms = require 'moonstain'; local data = ms.manifest 'two'
error(nil)
return { d = ms.dataset { manifest = data } }
