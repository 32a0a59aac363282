-- planning took more than 1.5 s of CPU time
local ms = require 'moonstain'; local data = ms.manifest 'two'
local function handler() error('again') end
while true do xpcall(error, handler) end
return { d = ms.dataset { manifest = data } }
