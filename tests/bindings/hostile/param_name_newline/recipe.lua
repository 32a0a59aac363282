local ms = require 'moonstain'; local data = ms.manifest 'two'
ms.param { name = 'a\nb', default = 1, 'a sentence' }
return { d = ms.dataset { manifest = data } }
