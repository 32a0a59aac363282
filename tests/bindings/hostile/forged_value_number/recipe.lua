-- recipe.lua:3: patches: input 'dataset' is the number 1; expected Dataset
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.patches { dataset = 1 }
return { d = ms.dataset { manifest = data } }
