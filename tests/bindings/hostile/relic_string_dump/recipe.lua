-- recipe.lua:3: attempt to call field 'dump' (a nil value)
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = string.dump(print)
return { d = ms.dataset { manifest = data } }
