-- recipe.lua:5: param 'p': default is infinite
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
for i = 1, 20 do t['k' .. i] = i % 2 == 0 and 0/0 or 1/0 end
ms.param { name = 'p', default = t, 'a sentence' }
return { d = ms.dataset { manifest = data } }
