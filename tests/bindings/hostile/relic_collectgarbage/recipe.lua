-- recipe.lua:3: 'collectgarbage' is not there while a recipe is planned
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = collectgarbage('stop')
return { d = ms.dataset { manifest = data } }
