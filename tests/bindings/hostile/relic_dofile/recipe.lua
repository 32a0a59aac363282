-- recipe.lua:3: 'dofile' is not there while a recipe is planned: it reaches no file, clock, environment or network
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = dofile('/etc/passwd')
return { d = ms.dataset { manifest = data } }
