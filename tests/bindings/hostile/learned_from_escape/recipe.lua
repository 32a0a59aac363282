-- recipe.lua:3: ms.source: learned_from is '?[2J'; expected at most 1000 bytes without control characters
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.source { 'genes.txt', learned_from = '\27[2J' }
return { d = ms.dataset { manifest = data } }
