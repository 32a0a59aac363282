-- recipe.lua:5: a chain of __index tables is too long
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
for i = 1, 1e5 do t = setmetatable({}, { __index = t }) end
local x = t.x
error('done')
return { d = ms.dataset { manifest = data } }
