local ms = require 'moonstain'; local data = ms.manifest 'two'
for key in pairs(_G) do if key == 'io' or key == 'os' or key == 'debug' then error(key) end end
print(rawget(_G, 'io'), rawget(_G, 'debug'))
return { d = ms.dataset { manifest = data } }
