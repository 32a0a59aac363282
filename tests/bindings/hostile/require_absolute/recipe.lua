-- recipe.lua:3: require: '/etc/passwd' is no name; expected letters, digits, _ and . between folders
local ms = require 'moonstain'; local data = ms.manifest 'two'
require '/etc/passwd'
return { d = ms.dataset { manifest = data } }
