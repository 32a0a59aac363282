-- recipe.lua:3: files: a table is not a data set; get one by ms.manifest("NAME")
local ms = require 'moonstain'; local data = ms.manifest 'two'
data.files(setmetatable({}, { __index = data }), 'counts')
return { d = ms.dataset { manifest = data } }
