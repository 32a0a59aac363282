-- recipe.lua:3: no variable '_ENV' is known here
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = _ENV.x
return { d = ms.dataset { manifest = data } }
