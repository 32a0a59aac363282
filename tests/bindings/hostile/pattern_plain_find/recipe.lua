-- recipe.lua:4: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = ('a'):rep(1e6)
for i = 1, 1e9 do t:find(('a'):rep(1000) .. 'b', 1, true) end
return { d = ms.dataset { manifest = data } }
