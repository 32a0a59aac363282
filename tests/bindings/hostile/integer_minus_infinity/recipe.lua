-- recipe.lua:4: patches: option 'size_px' is infinite
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
local p = ms.patches { dataset = d[1], size_px = -1/0 }
return { p = p }
