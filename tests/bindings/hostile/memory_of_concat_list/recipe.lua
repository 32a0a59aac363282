-- planning took more than 256 MB of memory
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t, s = {}, ('x'):rep(1e6)
for i = 1, 1000 do t[i] = s end
local u = table.concat(t)
return { d = ms.dataset { manifest = data } }
