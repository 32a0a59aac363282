-- recipe.lua:5: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
for i = 1, 1e5 do t[i] = ('x'):rep(190) .. i end
ms.without(t, { ('y'):rep(190) })
return { d = ms.dataset { manifest = data } }
