-- recipe.lua:3: ms.switch: 's': published is a table, audited is a function
local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.switch { name = 's', kind = 'leak', published = {}, audited = function() end, why = '\27' }
return { d = ms.dataset { manifest = data } }
