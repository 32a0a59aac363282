-- recipe.lua: the output 'd' is the number 5; expected a value of a step, or a list of them
local ms = require 'moonstain'; local data = ms.manifest 'two'
rawset(ms, 'dataset', function() return 5 end)
return { d = ms.dataset { manifest = data } }
