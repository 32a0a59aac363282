-- recipe.lua:5: patches: input 'dataset' has lists in more than 8 levels
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
t[1] = t
ms.patches { dataset = t }
return { d = ms.dataset { manifest = data } }
