-- recipe.lua:5: attempt to call local 'f' (a table value)
local ms = require 'moonstain'; local data = ms.manifest 'two'
local f = print
for i = 1, 1e5 do f = setmetatable({}, { __call = f }) end
f()
return { d = ms.dataset { manifest = data } }
