-- recipe.lua:5: a chain of __index tables is too long
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
setmetatable(t, { __index = t })
local x = t.x
return { d = ms.dataset { manifest = data } }
