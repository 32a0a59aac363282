-- recipe.lua: the output '..' has a name that is no file's; expected letters, digits, _ and -
local ms = require 'moonstain'; local data = ms.manifest 'two'

return { ['..'] = ms.dataset { manifest = data } }
