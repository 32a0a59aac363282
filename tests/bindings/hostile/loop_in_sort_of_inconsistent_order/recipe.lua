-- recipe.lua:5: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
for i = 1, 1000 do t[i] = i end
for i = 1, 1e9 do pcall(table.sort, t, function(a, b) return true end) end
return { d = ms.dataset { manifest = data } }
