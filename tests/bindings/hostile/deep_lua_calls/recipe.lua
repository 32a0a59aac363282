-- recipe.lua:4 (recipe.lua:3): calls are nested too deep
local ms = require 'moonstain'; local data = ms.manifest 'two'
local function f() return 1 + f() end
f()
return { d = ms.dataset { manifest = data } }
