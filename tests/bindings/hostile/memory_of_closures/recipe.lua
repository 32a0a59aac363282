-- planning took more than 256 MB of memory
local ms = require 'moonstain'; local data = ms.manifest 'two'
local list = {}
for i = 1, 1e9 do list[i] = function() return i end end
return { d = ms.dataset { manifest = data } }
