-- recipe.lua:3: 'package' is not there while a recipe is planned: it reaches no file, clock, environment or network
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = package.loaded
return { d = ms.dataset { manifest = data } }
