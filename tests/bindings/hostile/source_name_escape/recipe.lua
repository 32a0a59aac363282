-- recipe.lua:3: ms.source: no file '?[2J' beside the recipe or in recipes/lib
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.source { '\27[2J' }
return { d = ms.dataset { manifest = data } }
