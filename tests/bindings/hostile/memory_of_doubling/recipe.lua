-- planning took more than 256 MB of memory
local ms = require 'moonstain'; local data = ms.manifest 'two'
local s = 'x'
while true do s = s .. s end
return { d = ms.dataset { manifest = data } }
