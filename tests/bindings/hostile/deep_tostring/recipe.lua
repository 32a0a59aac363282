-- recipe.lua:5: table
local ms = require 'moonstain'; local data = ms.manifest 'two'
local m = {}
m.__tostring = function(t) return tostring(setmetatable({}, m)) end
error(tostring(setmetatable({}, m)))
return { d = ms.dataset { manifest = data } }
