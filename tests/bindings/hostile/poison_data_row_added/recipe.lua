-- recipe.lua:4: no section 'two/Z9' in the manifest two
local ms = require 'moonstain'; local data = ms.manifest 'two'
data.sections[5] = 'Z9'; data.rows.Z9 = { section = 'Z9', patient = 'Z', site = '', full = 'two/Z9', files = { counts = 'C1.tsv' } }
return { d = ms.dataset { manifest = data } }
