-- recipe.lua:3: dataset: option 'section' holds a zero byte
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.dataset { counts = data:files('counts')[1], section = '../../x\0y' }
return { d = ms.dataset { manifest = data } }
