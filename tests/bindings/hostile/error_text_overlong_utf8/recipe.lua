-- recipe.lua:3: a??b
local ms = require 'moonstain'; local data = ms.manifest 'two'
error('a\192\175b')
return { d = ms.dataset { manifest = data } }
