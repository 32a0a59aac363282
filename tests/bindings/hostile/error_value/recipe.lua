-- recipe.lua:3: an error was raised that is a value of the plan, not text
local ms = require 'moonstain'; local data = ms.manifest 'two'
error(ms.manifest('two'):files('counts')[1])
return { d = ms.dataset { manifest = data } }
