-- recipe.lua:4: patches: a name is a text of 1000000 bytes; at most 200 are taken
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
ms.patches { dataset = d, [('x'):rep(1e6)] = 1 }
return { d = ms.dataset { manifest = data } }
