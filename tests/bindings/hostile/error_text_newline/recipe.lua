local ms = require 'moonstain'; local data = ms.manifest 'two'
error('a\nb')
return { d = ms.dataset { manifest = data } }
