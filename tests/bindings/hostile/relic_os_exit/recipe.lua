-- recipe.lua:3: 'os' is not there while a recipe is planned: it reaches no file, clock, environment or network
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = os.exit(0)
return { d = ms.dataset { manifest = data } }
