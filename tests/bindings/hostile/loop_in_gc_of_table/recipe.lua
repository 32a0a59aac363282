-- plans 11 nodes
local ms = require 'moonstain'; local data = ms.manifest 'two'
setmetatable({}, { __gc = function() while true do end end })
for i = 1, 1e6 do local t = {} end
return { d = ms.dataset { manifest = data } }
