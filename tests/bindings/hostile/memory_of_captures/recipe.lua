-- recipe.lua:3: too many captures
local ms = require 'moonstain'; local data = ms.manifest 'two'
local _ = ('x'):rep(1e6):find(('()'):rep(1e5))
return { d = ms.dataset { manifest = data } }
