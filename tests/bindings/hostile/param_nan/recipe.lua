-- recipe.lua:3: param 'p': default is not a number (nan)
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.param { name = 'p', default = 0/0, 'a sentence' }
return { d = ms.dataset { manifest = data } }
