-- recipe.lua:3: 'setfenv' is not there while a recipe is planned
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = setfenv(1, {})
return { d = ms.dataset { manifest = data } }
