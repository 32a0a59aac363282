-- recipe.lua:3: require: '' is no name; expected letters, digits, _ and . between folders
local ms = require 'moonstain'; local data = ms.manifest 'two'
require ''
return { d = ms.dataset { manifest = data } }
