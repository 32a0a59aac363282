-- recipe.lua:4: string.format: argument 203 is missing
local ms = require 'moonstain'; local data = ms.manifest 'two'
local s = ('x'):rep(1e6)
local t = ('%s'):rep(1000):format(s, unpack({}, 1, 200))
print(#t)
return { d = ms.dataset { manifest = data } }
