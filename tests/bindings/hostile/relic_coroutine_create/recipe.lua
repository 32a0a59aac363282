-- recipe.lua:3: 'coroutine' is not there while a recipe is planned
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = coroutine.create(print)
return { d = ms.dataset { manifest = data } }
