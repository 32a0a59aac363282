-- recipe.lua:3: ms.source: learned_from is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'; expected at most 1000 bytes without control characters
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.source { 'genes.txt', learned_from = ('x'):rep(2000) }
return { d = ms.dataset { manifest = data } }
