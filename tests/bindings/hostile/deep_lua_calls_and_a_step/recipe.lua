-- recipe.lua:8 (recipe.lua:6): patches: no option 'size'; did you mean 'size_px'?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local d = ms.dataset { manifest = data, sections = { 'C1', 'C2', 'C3' } }
local function f(n)
  if n == 0 then return ms.patches { dataset = d, size = 1 } end
  return (f(n - 1))
end
f(10000)
return { d = ms.dataset { manifest = data } }
