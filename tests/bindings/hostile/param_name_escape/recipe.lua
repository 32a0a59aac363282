-- recipe.lua:3: ms.param: name is the text "?[31mred"; expected letters, digits and _
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.param { name = '\27[31mred', default = 1, 'a sentence' }
return { d = ms.dataset { manifest = data } }
