-- plans 11 nodes
local ms = require 'moonstain'; local data = ms.manifest 'two'
for _, name in ipairs { 'pairs', 'ipairs', 'type', 'tostring', 'getmetatable', 'setmetatable', 'unpack', 'tonumber', 'table', 'string', 'math' } do rawset(_G, name, nil) end
return { d = ms.dataset { manifest = data } }
