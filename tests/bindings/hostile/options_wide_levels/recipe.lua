-- recipe.lua:5: param 'p': default holds more than 4 MB
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
for level = 1, 7 do local u = {} for i = 1, 100 do u[i] = t end t = u end
ms.param { name = 'p', default = t, 'a sentence' }
return { d = ms.dataset { manifest = data } }
