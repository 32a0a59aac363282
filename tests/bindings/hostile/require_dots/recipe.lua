-- recipe.lua:3: require: 'a..b' is no name; expected letters, digits, _ and . between folders
local ms = require 'moonstain'; local data = ms.manifest 'two'
require 'a..b'
return { d = ms.dataset { manifest = data } }
