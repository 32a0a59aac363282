-- recipe.lua: the output 'a/1' has a name that is no file's; expected letters, digits, _ and -
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
for i = 1, 20 do t['a/' .. i] = i end
return t
