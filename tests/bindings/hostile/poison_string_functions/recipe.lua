-- plans 11 nodes
local ms = require 'moonstain'; local data = ms.manifest 'two'
for name in pairs(string) do string[name] = error end
for name in pairs(table) do table[name] = error end
if ('a'):find('a') ~= 1 then error('poisoned') end
return { d = ms.dataset { manifest = data } }
