-- recipe.lua:5: done
local ms = require 'moonstain'; local data = ms.manifest 'two'
local function f() return xpcall(f, f) end
f()
error('done')
return { d = ms.dataset { manifest = data } }
