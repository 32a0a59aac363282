-- recipe.lua:3: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = setmetatable({}, { __index = function() while true do end end }); t.x = t.y
return { d = ms.dataset { manifest = data } }
