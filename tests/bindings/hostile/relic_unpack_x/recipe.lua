-- recipe.lua:3: attempt to index global 'unpack' (a function value)
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = unpack.x
return { d = ms.dataset { manifest = data } }
