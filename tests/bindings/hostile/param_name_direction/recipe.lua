-- recipe.lua:3: ms.param: name is the text "a???b"; expected letters, digits and _
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.param { name = 'a\226\128\174b', default = 1, 'a sentence' }
return { d = ms.dataset { manifest = data } }
