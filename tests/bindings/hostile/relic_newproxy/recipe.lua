-- recipe.lua:3: 'newproxy' is not there while a recipe is planned
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = newproxy(true)
return { d = ms.dataset { manifest = data } }
