-- recipe.lua:4: model: input 'features' is missing: Features, of the training
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = setmetatable({ seed = 1 }, { __pairs = function() return function() return 'seed', {} end end })
ms.model(t)
return { d = ms.dataset { manifest = data } }
