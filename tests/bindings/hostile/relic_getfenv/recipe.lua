-- recipe.lua:3: 'getfenv' is not there while a recipe is planned
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = getfenv(0)
return { d = ms.dataset { manifest = data } }
