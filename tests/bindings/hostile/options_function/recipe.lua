-- recipe.lua:4: patches: option 'size_px' is a function; expected plain text, numbers, true or false
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
ms.patches { dataset = d, size_px = function() end }
return { d = ms.dataset { manifest = data } }
