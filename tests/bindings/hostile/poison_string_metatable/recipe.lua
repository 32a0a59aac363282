-- recipe.lua:3: attempt to index a string value
local ms = require 'moonstain'; local data = ms.manifest 'two'
getmetatable('').__index = function() return print end
return { d = ms.dataset { manifest = data } }
