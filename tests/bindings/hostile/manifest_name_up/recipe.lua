-- recipe.lua:3: ms.manifest: no manifest '../../etc'; there are two
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.manifest '../../etc'
return { d = ms.dataset { manifest = data } }
