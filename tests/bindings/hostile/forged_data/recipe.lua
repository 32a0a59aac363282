-- recipe.lua:3: bad argument #2 to 'setmetatable' (nil or table expected)
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.dataset { manifest = setmetatable({ name = 'two', rows = {}, sections = {} }, getmetatable(data)) }
return { d = ms.dataset { manifest = data } }
