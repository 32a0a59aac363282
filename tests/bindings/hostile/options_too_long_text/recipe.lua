-- recipe.lua:3: param 'p': default is a text of 2000000 bytes; at most 1048576 are taken
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.param { name = 'p', default = ('x'):rep(2e6), 'a sentence' }
return { d = ms.dataset { manifest = data } }
