-- recipe.lua:3: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
for x in function() return 1 end do end
return { d = ms.dataset { manifest = data } }
