-- recipe.lua:3: ms.manifest: no manifest 'two?'; did you mean 'two'?
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.manifest 'two\0'
return { d = ms.dataset { manifest = data } }
