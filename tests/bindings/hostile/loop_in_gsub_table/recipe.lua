local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = setmetatable({}, { __index = function() while true do end end })
print((('abc'):gsub('.', t)))
return { d = ms.dataset { manifest = data } }
