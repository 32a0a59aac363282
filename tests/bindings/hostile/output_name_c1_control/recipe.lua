-- recipe.lua: the output 'a??b' has a name that is no file's; expected letters, digits, _ and -
local ms = require 'moonstain'; local data = ms.manifest 'two'

return { ['a\194\155b'] = ms.dataset { manifest = data } }
