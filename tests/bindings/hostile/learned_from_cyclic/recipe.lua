-- recipe.lua:5: calls are nested too deep
local ms = require 'moonstain'; local data = ms.manifest 'two'
local t = {}
t[1] = t
ms.source { 'genes.txt', learned_from = t }
return { d = ms.dataset { manifest = data } }
