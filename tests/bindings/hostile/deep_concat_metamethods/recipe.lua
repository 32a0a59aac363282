-- recipe.lua: calls are nested too deep
local ms = require 'moonstain'; local data = ms.manifest 'two'
local m = {}
m.__concat = function(a, b) return a .. b end
local x = setmetatable({}, m) .. 'x'
return { d = ms.dataset { manifest = data } }
