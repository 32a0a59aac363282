-- recipe.lua:4: a recipe cannot compute with Dataset of two/C1 from recipe.lua:3: it names values, steps read them
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
d[1].section = 'two/B1'
return { d = ms.dataset { manifest = data } }
