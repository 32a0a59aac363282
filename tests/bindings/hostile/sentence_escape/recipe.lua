-- recipe.lua:3: param 'p': its sentence holds a zero byte
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.param { name = 'p', default = 1, '\27[2J\0' }
return { d = ms.dataset { manifest = data } }
