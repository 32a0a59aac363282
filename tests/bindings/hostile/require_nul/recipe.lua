-- recipe.lua:3: require: the name of the file holds a zero byte
local ms = require 'moonstain'; local data = ms.manifest 'two'
require 'a\0b'
return { d = ms.dataset { manifest = data } }
