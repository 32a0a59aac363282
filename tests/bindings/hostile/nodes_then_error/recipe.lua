-- recipe.lua:5: after all
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
for i = 1, 100000 do ms.patches { dataset = d[1], size_px = i } end
error('after all')
return { d = ms.dataset { manifest = data } }
