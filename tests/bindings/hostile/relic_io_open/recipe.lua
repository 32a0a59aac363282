-- recipe.lua:3: 'io' is not there while a recipe is planned: it reaches no file, clock, environment or network
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = io.open('/etc/passwd')
return { d = ms.dataset { manifest = data } }
