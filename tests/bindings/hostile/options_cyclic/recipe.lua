-- recipe.lua:6: findings: input 'metrics' is an empty list; expected Metrics
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
local t = {}
t[1] = t
ms.findings { metrics = {}, notes = t }
return { d = ms.dataset { manifest = data } }
