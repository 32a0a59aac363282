-- recipe.lua:5 (recipe.lua:4): calls are nested too deep
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
setmetatable(t, { __index = function(_, k) return t[k .. 'x'] end })
local x = t.x
return { d = ms.dataset { manifest = data } }
