-- recipe.lua:3: ?[31mred
local ms = require 'moonstain'; local data = ms.manifest 'two'
error('\27[31mred')
return { d = ms.dataset { manifest = data } }
