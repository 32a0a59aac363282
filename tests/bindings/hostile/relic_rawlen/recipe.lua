-- recipe.lua:3: no variable 'rawlen' is known here
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = rawlen({})
return { d = ms.dataset { manifest = data } }
