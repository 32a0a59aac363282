-- recipe.lua:4: findings: input 'metrics' is an empty list; expected Metrics
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = setmetatable({ 'a', 'b' }, { __len = function() return 1e9 end })
ms.findings { metrics = {}, notes = t }
return { d = ms.dataset { manifest = data } }
