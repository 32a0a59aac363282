-- recipe.lua:4 (recipe.lua:3): x
local ms = require 'moonstain'; local data = ms.manifest 'two'
local function f() pcall(f) error('x') end
f()
return { d = ms.dataset { manifest = data } }
