-- recipe.lua:9: ms.param: name is the text "bad?[2J"; expected letters, digits and _
local ms = require 'moonstain'; local data = ms.manifest 'two'
local n = 0
local t = setmetatable({ default = 1, 'a sentence' }, { __index = function(_, key)
  n = n + 1
  if key == 'name' then return n < 6 and 'good' .. n or 'bad\27[2J' end
end })
print(pcall(ms.param, t))
ms.param(t)
return { d = ms.dataset { manifest = data } }
