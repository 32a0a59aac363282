-- recipe.lua:3: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local _ = ('a '):rep(1e6):find(('%f[%a]'):rep(1e5) .. 'z')
return { d = ms.dataset { manifest = data } }
