-- recipe.lua:3: no variable 'posix' is known here
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = posix.fork()
return { d = ms.dataset { manifest = data } }
