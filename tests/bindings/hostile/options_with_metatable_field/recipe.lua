-- recipe.lua:4: patches: input 'dataset' is an empty list; expected Dataset
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = setmetatable({}, { __metatable = setmetatable({}, { __index = error }) })
ms.patches { dataset = t }
return { d = ms.dataset { manifest = data } }
