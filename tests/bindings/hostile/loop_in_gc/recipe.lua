-- recipe.lua:3: 'newproxy' is not there while a recipe is planned
local ms = require 'moonstain'; local data = ms.manifest 'two'
local p = newproxy(true)
getmetatable(p).__gc = function() while true do end end
return { d = ms.dataset { manifest = data } }
