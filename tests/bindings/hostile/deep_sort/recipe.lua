-- recipe.lua:4 (recipe.lua:3): calls are nested too deep
local ms = require 'moonstain'; local data = ms.manifest 'two'
local function f() table.sort({ 1, 2, 3 }, f) return true end
f()
return { d = ms.dataset { manifest = data } }
