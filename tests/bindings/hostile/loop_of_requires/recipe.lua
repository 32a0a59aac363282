-- recipe.lua:3 (more.lua:1): require: 'more' asks for itself while it is being loaded
local ms = require 'moonstain'; local data = ms.manifest 'two'
require 'more'
return { d = ms.dataset { manifest = data } }
