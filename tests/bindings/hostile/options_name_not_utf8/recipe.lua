-- recipe.lua:4: patches: a name is not UTF-8 text
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
ms.patches { dataset = d, ['size\255'] = 1 }
return { d = ms.dataset { manifest = data } }
