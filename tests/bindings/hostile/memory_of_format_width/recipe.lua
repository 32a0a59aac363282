-- recipe.lua:3: string.format: '%1000000000' is too wide
local ms = require 'moonstain'; local data = ms.manifest 'two'
local s = ('%1000000000d'):format(1)
return { d = ms.dataset { manifest = data } }
