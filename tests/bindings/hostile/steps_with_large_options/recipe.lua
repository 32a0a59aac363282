-- recipe.lua:11: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
local m = ms.metrics
local notes = {}
for i = 1, 1e5 do notes[i] = 'x' end
local f = ms.features { patches = ms.patches { dataset = d } }
local t = ms.targets { dataset = d }
local p = ms.predictions { model = ms.model { seed = 1, features = f, targets = t }, features = f }
local s = ms.metrics { predictions = p, targets = t }
for i = 1, 1e6 do notes[1] = 'x' .. i; ms.findings { metrics = s, notes = notes } end
return { d = ms.dataset { manifest = data } }
