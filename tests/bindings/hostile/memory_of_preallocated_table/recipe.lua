-- planning took more than 256 MB of memory
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
t[2^26] = 1
for i = 1, 30 do t[i] = {} for k = 1, 2^i do t[i][k] = k end end
return { d = ms.dataset { manifest = data } }
