-- recipe.lua:3: require: no file 'jit/util.lua' beside the recipe or in recipes/lib
local ms = require 'moonstain'; local data = ms.manifest 'two'
require 'jit.util'
return { d = ms.dataset { manifest = data } }
