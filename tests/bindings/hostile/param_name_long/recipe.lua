-- recipe.lua:3: ms.param: name is a text of 1000000 bytes; at most 100 are taken
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.param { name = ('x'):rep(1e6), default = 1, 'a sentence' }
return { d = ms.dataset { manifest = data } }
