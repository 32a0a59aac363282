-- recipe.lua:3: require: the name of the file is a table; expected text
local ms = require 'moonstain'; local data = ms.manifest 'two'
require {}
return { d = ms.dataset { manifest = data } }
