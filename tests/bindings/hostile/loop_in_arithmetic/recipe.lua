-- recipe.lua:3: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = setmetatable({}, { __add = function() while true do end end }); local x = t + 1
return { d = ms.dataset { manifest = data } }
