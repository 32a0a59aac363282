-- recipe.lua:3: ms.source: no file '../manifests/two/manifest.json' beside the recipe or in recipes/lib
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.source { '../manifests/two/manifest.json' }
return { d = ms.dataset { manifest = data } }
