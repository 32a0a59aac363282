-- recipe.lua:3: string.gsub: argument 3 is function; expected text or a table
local ms = require 'moonstain'; local data = ms.manifest 'two'
local _ = ('abc'):gsub('.', function() while true do end end)
return { d = ms.dataset { manifest = data } }
