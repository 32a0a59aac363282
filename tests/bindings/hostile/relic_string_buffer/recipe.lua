-- plans 11 nodes
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = string.buffer
return { d = ms.dataset { manifest = data } }
