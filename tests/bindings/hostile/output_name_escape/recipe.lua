-- recipe.lua: the output '?[31mred' has a name that is no file's; expected letters, digits, _ and -
local ms = require 'moonstain'; local data = ms.manifest 'two'

return { ['\27[31mred'] = ms.dataset { manifest = data } }
