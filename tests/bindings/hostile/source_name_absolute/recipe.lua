-- recipe.lua:3: ms.source: no file '/etc/passwd' beside the recipe or in recipes/lib
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.source { '/etc/passwd' }
return { d = ms.dataset { manifest = data } }
