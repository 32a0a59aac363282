-- recipe.lua:3: ms.param: a recipe has at most 1000 params and switches
local ms = require 'moonstain'; local data = ms.manifest 'two'
for i = 1, 1e6 do ms.param { name = 'p' .. i, default = i, 'a sentence' } end
return { d = ms.dataset { manifest = data } }
