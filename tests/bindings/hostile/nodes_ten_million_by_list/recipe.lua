-- recipe.lua:4: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = {}
for i = 1, 1e7 do ms.patches { manifest = data, dataset = ms.dataset { manifest = data }, size_px = i } end
return { d = ms.dataset { manifest = data } }
