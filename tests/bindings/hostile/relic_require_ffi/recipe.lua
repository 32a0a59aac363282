-- recipe.lua:3: require: no file 'ffi.lua' beside the recipe or in recipes/lib
local ms = require 'moonstain'; local data = ms.manifest 'two'
require 'ffi'
return { d = ms.dataset { manifest = data } }
