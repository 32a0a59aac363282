-- recipe.lua:3: dataset: no section '?[2J' in two
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.dataset { manifest = data, sections = { '\27[2J' } }
return { d = ms.dataset { manifest = data } }
