-- recipe.lua:4: no section 'two/../../x' in the manifest two
local ms = require 'moonstain'; local data = ms.manifest 'two'
data.rows.B1.full = 'two/../../x'
return { d = ms.dataset { manifest = data } }
