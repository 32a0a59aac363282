-- recipe.lua:3: too many captures
local ms = require 'moonstain'; local data = ms.manifest 'two'
print(('('):rep(31) .. 'x'); ('x'):find(('('):rep(1e5))
return { d = ms.dataset { manifest = data } }
