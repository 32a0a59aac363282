-- recipe.lua:3: 'coroutine' is not there while a recipe is planned
local ms = require 'moonstain'; local data = ms.manifest 'two'
coroutine.wrap(function() while true do end end)()
return { d = ms.dataset { manifest = data } }
