-- recipe.lua:3: param 'p': its sentence is a text of 1000000 bytes; at most 1000 are taken
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.param { name = 'p', default = 1, ('x'):rep(1e6) }
return { d = ms.dataset { manifest = data } }
