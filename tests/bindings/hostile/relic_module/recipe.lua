-- recipe.lua:3: 'module' is not there while a recipe is planned
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = module('x')
return { d = ms.dataset { manifest = data } }
