-- recipe.lua:3: require: '?[2J' is no name; expected letters, digits, _ and . between folders
local ms = require 'moonstain'; local data = ms.manifest 'two'
require '\27[2J'
return { d = ms.dataset { manifest = data } }
