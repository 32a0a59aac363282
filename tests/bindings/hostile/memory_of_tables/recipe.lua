-- planning took more than 256 MB of memory
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
for i = 1, 1e9 do t[i] = { i } end
return { d = ms.dataset { manifest = data } }
