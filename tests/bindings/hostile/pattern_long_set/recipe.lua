-- recipe.lua:4: planning took more than 300 million instructions; is there a loop without an end?
local ms = require 'moonstain'; local data = ms.manifest 'two'
local set = '[' .. ('b'):rep(1e6) .. ']'
('a'):rep(1e6):find(set)
return { d = ms.dataset { manifest = data } }
