-- recipe.lua:4: no data set '../../etc' was opened
local ms = require 'moonstain'; local data = ms.manifest 'two'
data.name = '../../etc'
return { d = ms.dataset { manifest = data } }
