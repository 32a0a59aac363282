-- recipe.lua:4: ms.without: 'table' is not in the list
local ms = require 'moonstain'; local data = ms.manifest 'two'
local m = { __eq = function() return true end, __lt = function() return true end }
ms.without({ setmetatable({}, m) }, { setmetatable({}, m) })
return { d = ms.dataset { manifest = data } }
