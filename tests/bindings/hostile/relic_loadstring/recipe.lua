-- recipe.lua:3: 'loadstring' is not there while a recipe is planned
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = loadstring('return 1')
return { d = ms.dataset { manifest = data } }
