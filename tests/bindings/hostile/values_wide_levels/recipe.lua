-- recipe.lua:6: model: input 'features' holds more than 2000000 values
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
local t = d
for level = 1, 7 do local u = {} for i = 1, 1000 do u[i] = t end t = u end
ms.model { seed = 1, features = t, targets = t }
return { d = ms.dataset { manifest = data } }
