-- recipe.lua:3: string.rep: the text would be longer than 16 MB
local ms = require 'moonstain'; local data = ms.manifest 'two'
local s = ('x'):rep(1/0)
return { d = ms.dataset { manifest = data } }
