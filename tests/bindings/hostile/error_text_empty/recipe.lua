-- recipe.lua:3: 
local ms = require 'moonstain'; local data = ms.manifest 'two'
error('')
return { d = ms.dataset { manifest = data } }
