-- recipe.lua:3: print: more than 1 MB of lines
local ms = require 'moonstain'; local data = ms.manifest 'two'
for i = 1, 1e9 do print(('x'):rep(4000)) end
return { d = ms.dataset { manifest = data } }
