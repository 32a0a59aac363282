-- recipe.lua:4: patches: an entry has no name; expected INPUT = VALUE or OPTION = VALUE
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
ms.patches { dataset = d, [{}] = 1 }
return { d = ms.dataset { manifest = data } }
