-- recipe.lua:3: 'math.random' is not there: a plan is the same every time; random numbers are drawn in steps, from their seed
local ms = require 'moonstain'; local data = ms.manifest 'two'
local x = math.random()
return { d = ms.dataset { manifest = data } }
