-- recipe.lua:3: no variable 'arg' is known here
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = arg[0]
return { d = ms.dataset { manifest = data } }
