-- recipe.lua:3: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
for i = 1, 1e9 do for x in ('x'):rep(1e6):gmatch('.') do end end
return { d = ms.dataset { manifest = data } }
