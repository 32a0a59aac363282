-- recipe.lua:4: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
for i = 1, 1e7 do ms.patches { dataset = d[1] } end
return { d = ms.dataset { manifest = data } }
