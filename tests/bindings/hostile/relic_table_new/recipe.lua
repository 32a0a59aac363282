-- recipe.lua:3: attempt to call field 'new' (a nil value)
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = table.new(1, 1)
return { d = ms.dataset { manifest = data } }
