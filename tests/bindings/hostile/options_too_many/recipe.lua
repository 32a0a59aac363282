-- recipe.lua:5: param 'p': default holds more than 4 MB
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
for i = 1, 1e6 do t[i] = 'xxxxxxxx' end
ms.param { name = 'p', default = t, 'a sentence' }
return { d = ms.dataset { manifest = data } }
