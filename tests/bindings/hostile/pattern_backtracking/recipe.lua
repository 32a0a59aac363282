-- recipe.lua:3: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local _ = ('a'):rep(100000):find(('a*'):rep(100) .. 'b')
return { d = ms.dataset { manifest = data } }
