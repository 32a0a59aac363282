-- /etc/passwd.lua:1: x
local ms = require 'moonstain'; local data = ms.manifest 'two'
error('/etc/passwd.lua:1: x', 0)
return { d = ms.dataset { manifest = data } }
