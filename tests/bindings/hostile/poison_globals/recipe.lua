-- plans 11 nodes
local ms = require 'moonstain'; local data = ms.manifest 'two'
local keep = rawset
local all = _G
local step = ms.dataset
for _, name in ipairs { 'pairs', 'ipairs', 'type', 'tostring', 'getmetatable', 'setmetatable', 'unpack', 'tonumber', 'select', 'error', 'pcall', 'rawget', 'require', 'print', 'table', 'string', 'math' } do
  keep(all, name, function() all.error('caught') while true do end end)
end
return { d = ms.dataset { manifest = data } }
