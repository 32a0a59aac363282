-- recipe.lua:3: ms.source: the file's name is a text of 1000000 bytes; at most 1000 are taken
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.source { ('x'):rep(1e6) }
return { d = ms.dataset { manifest = data } }
