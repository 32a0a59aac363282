-- recipe.lua:4 (recipe.lua:3): planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local function f() pcall(f) mrror('x') end
f()
return { d = ms.dataset { manifest = data } }
