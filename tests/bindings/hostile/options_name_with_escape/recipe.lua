-- recipe.lua:4: patches: no option '?[2Jsize'; it takes dataset, size_px, edge, sharpen
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
ms.patches { dataset = d, ['\27[2Jsize'] = 1 }
return { d = ms.dataset { manifest = data } }
