-- recipe.lua:3: require: the name of the file is a text of 1000000 bytes; at most 200 are taken
local ms = require 'moonstain'; local data = ms.manifest 'two'
require(('x'):rep(1e6))
return { d = ms.dataset { manifest = data } }
