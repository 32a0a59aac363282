-- recipe.lua: the recipe returns an empty table; expected named outputs: return { findings = ... }
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = setmetatable({}, { __index = function() return ms.dataset { manifest = data } end, __pairs = error })
return t
