-- recipe.lua:3: dataset: no section '../../etc/passwd' in two
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.dataset { manifest = data, sections = { '../../etc/passwd' } }
return { d = ms.dataset { manifest = data } }
