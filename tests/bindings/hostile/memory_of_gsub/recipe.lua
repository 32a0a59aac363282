-- recipe.lua:3: string.gsub: the text would be longer than 16 MB
local ms = require 'moonstain'; local data = ms.manifest 'two'
local s = ('x'):rep(1e6):gsub('x', ('y'):rep(1e6))
return { d = ms.dataset { manifest = data } }
