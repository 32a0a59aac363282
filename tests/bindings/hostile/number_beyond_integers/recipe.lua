-- plans 4 nodes
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
local p = ms.patches { dataset = d[1], sharpen = 2^53+1 }
return { p = p }
