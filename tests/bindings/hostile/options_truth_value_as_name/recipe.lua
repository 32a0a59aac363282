-- recipe.lua:3: param 'p': default has a key that is neither number nor text
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.param { name = 'p', default = { [true] = 1, a = 2 }, 'a sentence' }
return { d = ms.dataset { manifest = data } }
