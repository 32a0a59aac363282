-- recipe.lua:3: too many results to unpack
local ms = require 'moonstain'; local data = ms.manifest 'two'
print(unpack({}, 1, 1e8))
return { d = ms.dataset { manifest = data } }
