-- recipe.lua:3: an error was raised that is a table, not text
local ms = require 'moonstain'; local data = ms.manifest 'two'
error(setmetatable({}, { __tostring = function() while true do end end }))
return { d = ms.dataset { manifest = data } }
