-- recipe.lua:3: 'package' is not there while a recipe is planned: it reaches no file, clock, environment or network
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = package.loadlib('/lib/libc.so.6', 'system')
return { d = ms.dataset { manifest = data } }
