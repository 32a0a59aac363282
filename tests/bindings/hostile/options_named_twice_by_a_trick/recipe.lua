-- recipe.lua:5: ms.param: 'same' is declared twice
local ms = require 'moonstain'; local data = ms.manifest 'two'
for i = 1, 2 do
  local n = 0
  ms.param(setmetatable({ default = 1, 'a sentence' }, { __index = function(_, key)
    if key ~= 'name' then return nil end
    n = n + 1
    return n < 4 and 'fresh' .. i .. n or 'same'
  end }))
end
return { d = ms.dataset { manifest = data } }
