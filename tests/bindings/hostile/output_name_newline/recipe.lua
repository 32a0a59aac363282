local ms = require 'moonstain'; local data = ms.manifest 'two'

return { ['a\nb'] = ms.dataset { manifest = data } }
