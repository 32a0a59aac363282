-- recipe.lua: the recipe returns more than 1000 outputs
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
local t = {}
for i = 1, 2e5 do t['o' .. i] = d[1] end
return t
