-- recipe.lua:2 (code.lua:1): this is compiled code; a recipe is plain Lua text
require 'code'
