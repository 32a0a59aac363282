-- recipe.lua:4: patches: option 'size_px' is 5e-324; expected an integer
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
local p = ms.patches { dataset = d[1], size_px = 5e-324 }
return { p = p }
