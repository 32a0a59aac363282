-- recipe.lua:4: no file '../../../etc/passwd' in the manifest two
local ms = require 'moonstain'; local data = ms.manifest 'two'
data.rows.C1.files.counts = '../../../etc/passwd'
return { d = ms.dataset { manifest = data } }
