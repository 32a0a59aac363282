-- What makes a vector of a tile.

local ms = require "moonstain"

local encoders = {}

-- @param name   "mobilenet_v1", "stain_texture", or, with weights that --weights
--               names, "ctranspath" or "clip_vit_b32"
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
  if name == "ctranspath" then
    -- Its authors trained it on the slides of TCGA, of whatever cancer, and of
    -- PAIP: a score about patients of TCGA is told of.
    return ms.ctranspath {
      patches = patches,
      weights = ms.weights {
        "ctranspath.pth as published with Wang et al. 2022, "
        .. "doi:10.1016/j.media.2022.102559",
        learned_from = { "TCGA", "PAIP", "tcga_brca" },
      },
    }, "CTransPath"
  end
  if name == "clip_vit_b32" then
    return ms.clip_vit_b32 {
      patches = patches,
      weights = ms.weights {
        "open_clip_pytorch_model.bin of QuiltNet-B-32, Ikezogwo et al. 2023, "
        .. "arXiv:2306.11207",
        learned_from = { "Quilt-1M" },
      },
    }, "QuiltNet-B-32"
  end
  return ms.stain_texture { patches = patches }, "stain and texture statistics"
end

return encoders
