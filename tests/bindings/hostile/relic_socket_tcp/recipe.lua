-- recipe.lua:3: no variable 'socket' is known here
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = socket.tcp()
return { d = ms.dataset { manifest = data } }
