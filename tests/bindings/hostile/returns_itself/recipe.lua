-- recipe.lua: the output 't' has the key 't'; expected a list
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
t.t = t
return t
