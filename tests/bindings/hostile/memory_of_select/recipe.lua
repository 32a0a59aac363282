-- recipe.lua:3: too many results to unpack
local ms = require 'moonstain'; local data = ms.manifest 'two'
print(select('#', unpack({}, 1, 1e7)))
return { d = ms.dataset { manifest = data } }
