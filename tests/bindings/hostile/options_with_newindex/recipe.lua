-- recipe.lua:4: ms.param: name is nothing (nil); expected letters, digits and _
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = setmetatable({}, { __newindex = function() error('caught you') end })
ms.param(t)
return { d = ms.dataset { manifest = data } }
