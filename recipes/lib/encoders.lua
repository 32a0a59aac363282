-- What makes a vector of a tile.

local ms = require "moonstain"

local encoders = {}

-- @param name   "mobilenet_v1" or "stain_texture"
-- @param layer  block of mobilenet_v1 whose mean map is the vector
-- @return       features by section, and what a report calls the encoder
function encoders.encode(name, patches, layer)
  if name == "mobilenet_v1" then
    return ms.mobilenet_v1 {
      patches = patches, layer = layer,
      weights = ms.source {
        "mobilenet_v1/imagenet_uint8.safetensors", learned_from = "ImageNet",
      },
    }, "MobileNet v1, mean map of " .. layer
  end
  return ms.stain_texture { patches = patches }, "stain and texture statistics"
end

return encoders
