-- recipe.lua:5: an error was raised that is a table, not text
local ms = require 'moonstain'; local data = ms.manifest 'two'
xpcall(error, error)
xpcall(error, function() error({}) end)
error(setmetatable({}, { __tostring = error }))
return { d = ms.dataset { manifest = data } }
