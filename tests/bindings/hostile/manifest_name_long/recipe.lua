-- recipe.lua:3: ms.manifest: no manifest 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'; there are two
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.manifest(('x'):rep(1e6))
return { d = ms.dataset { manifest = data } }
