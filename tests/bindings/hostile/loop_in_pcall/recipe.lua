-- recipe.lua:4: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
while true do
  pcall(function() while true do end end)
end
return { d = ms.dataset { manifest = data } }
