-- recipe.lua:3: ms.source: the file's name holds a zero byte
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.source { 'recipe.lua\0.txt' }
return { d = ms.dataset { manifest = data } }
