-- recipe.lua:5: done
local ms = require 'moonstain'; local data = ms.manifest 'two'
local function f(...) return pcall(pcall, f, ...) end
print(f())
error('done')
return { d = ms.dataset { manifest = data } }
