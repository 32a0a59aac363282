-- recipe.lua:3: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
for i = 1, 1e7 do ms.source { 'genes.txt', learned_from = 'x' .. i } end
return { d = ms.dataset { manifest = data } }
