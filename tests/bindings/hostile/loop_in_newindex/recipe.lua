-- recipe.lua:3: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = setmetatable({}, { __newindex = function() while true do end end }); t.x = 1
return { d = ms.dataset { manifest = data } }
