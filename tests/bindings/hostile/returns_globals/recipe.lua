-- recipe.lua: the output '_G' has the key '_G'; expected a list
local ms = require 'moonstain'; local data = ms.manifest 'two'

return _G
