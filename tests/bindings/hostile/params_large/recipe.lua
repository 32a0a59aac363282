-- recipe.lua:3: params and switches hold more than 16 MB
local ms = require 'moonstain'; local data = ms.manifest 'two'
for i = 1, 900 do ms.param { name = 'p' .. i, default = ('x'):rep(1e6), 'a sentence' } end
return { d = ms.dataset { manifest = data } }
