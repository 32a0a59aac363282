-- recipe.lua:6: patches: no option 'wrong1'; it takes dataset, size_px, edge, sharpen
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
local t = { dataset = d }
for i = 1, 20 do t['wrong' .. i] = i end
ms.patches(t)
return { d = ms.dataset { manifest = data } }
