-- recipe.lua:3: patches: input 'dataset' has the key 'node'; expected a list
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.patches { dataset = { node = 1, type = 'Dataset' } }
return { d = ms.dataset { manifest = data } }
