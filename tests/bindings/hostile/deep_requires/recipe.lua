-- recipe.lua:3 (m300.lua:1): deep
local ms = require 'moonstain'; local data = ms.manifest 'two'
require 'm1'
return { d = ms.dataset { manifest = data } }
