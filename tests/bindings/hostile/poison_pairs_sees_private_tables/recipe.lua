local ms = require 'moonstain'; local data = ms.manifest 'two'
local seen = {}
local real = pairs
pairs = function(t) seen[#seen + 1] = t return real(t) end
ms.source { 'genes.txt', learned_from = 'two' }
print(#seen)
return { d = ms.dataset { manifest = data } }
