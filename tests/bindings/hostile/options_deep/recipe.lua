-- recipe.lua:5: param 'p': default has tables in more than 8 levels
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
for i = 1, 1e6 do t = { t } end
ms.param { name = 'p', default = t, 'a sentence' }
return { d = ms.dataset { manifest = data } }
