-- recipe.lua:3: 'load' is not there while a recipe is planned
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = load('return 1')
return { d = ms.dataset { manifest = data } }
