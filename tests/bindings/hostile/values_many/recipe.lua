-- recipe.lua:7: model: input 'features' holds more than 2000000 values
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
local f = ms.features { patches = ms.patches { dataset = d } }
local t = {}
for i = 1, 5e6 do t[i] = f[1] end
ms.model { seed = 1, features = t, targets = t }
return { d = ms.dataset { manifest = data } }
