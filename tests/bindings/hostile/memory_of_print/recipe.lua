-- recipe.lua:5: printed
local ms = require 'moonstain'; local data = ms.manifest 'two'
local s = ('x'):rep(16e6)
print(s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s)
error('printed')
return { d = ms.dataset { manifest = data } }
