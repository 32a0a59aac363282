-- recipe.lua:5: patches: the number 64 is not a data set; get one by ms.manifest("NAME")
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = setmetatable({}, { __index = function(_, k) return 64 end })
t.dataset = ms.dataset { manifest = data }
local p = ms.patches(t)
return { p = p }
