-- recipe.lua:3: 'bit' is not there while a recipe is planned
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = bit.tobit(1)
return { d = ms.dataset { manifest = data } }
