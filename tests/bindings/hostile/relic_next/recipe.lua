-- recipe.lua:3: 'next' is not there while a recipe is planned: its order changes; use pairs, which goes by sorted keys
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = next({})
return { d = ms.dataset { manifest = data } }
