-- recipe.lua: the output 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...' has a name that is no file's; expected letters, digits, _ and -
local ms = require 'moonstain'; local data = ms.manifest 'two'

return { [('x'):rep(1e6)] = ms.dataset { manifest = data } }
