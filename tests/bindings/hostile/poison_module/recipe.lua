-- recipe.lua:3: moonstain: 'dataset' cannot be set
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.dataset = nil
return { d = ms.dataset { manifest = data } }
