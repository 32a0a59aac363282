-- What makes a vector of a tile.

local ms = require "moonstain"

local encoders = {}

-- Networks of ImageNet by their steps: what a report calls them, and the file that
-- torchvision publishes. The digits are the beginning of its sha256.
local of_imagenet = {
  resnet18 = { short = "ResNet-18", file = "resnet18-f37072fd.pth" },
  resnet50 = { short = "ResNet-50", file = "resnet50-0676ba61.pth" },
  densenet121 = { short = "DenseNet-121", file = "densenet121-a639ec97.pth" },
}

local short = {
  mobilenet_v1 = "MobileNet", stain_texture = "stain and texture",
  ctranspath = "CTransPath", clip_vit_b32 = "QuiltNet", file = "stored",
}

-- As in "frozen MobileNet features".
function encoders.short_name(name)
  return of_imagenet[name] and of_imagenet[name].short or short[name]
end

-- The file of a network of ImageNet, which --weights names.
function encoders.imagenet_weights(name)
  return ms.weights {
    of_imagenet[name].file .. " as torchvision publishes it, its weights "
    .. "IMAGENET1K_V1 of " .. name .. ", or their state as safetensors",
    learned_from = "ImageNet",
  }
end

-- How CTransPath multiplies: a knob of recipes that run it, and of them alone.
local precision
local function precision_param()
  precision = precision or ms.param {
    name = "precision", default = "float32", choices = { "float32", "bfloat16" },
    "what the products of ctranspath are made of; bfloat16 is faster on CPUs "
    .. "that multiply it, slower on others",
  }
  return precision
end

-- The param of HiST's recipes: the paper's encoder is CTransPath. Any other stands
-- in for it, as `for_ctranspath` has it, and so is no param of the protocol.
function encoders.beside_ctranspath(default)
  return ms.param {
    name = "encoder", default = default, protocol = false,
    choices = { "mobilenet_v1", "stain_texture", "ctranspath", "resnet18",
                "resnet50", "densenet121" },
    "what makes a vector of a tile; ctranspath, the paper's, and networks of "
    .. "ImageNet by the file that --weights names",
  }
end

-- What stands in for the paper's encoder: a list of one, or of none.
--
-- @param words  what `encode` says that a report calls it
function encoders.for_ctranspath(name, words)
  return name ~= "ctranspath" and { words .. ", for CTransPath" } or {}
end

-- @param name   "mobilenet_v1", the same with "_symmetries", their mean over a tile
--               turned and mirrored, "stain_texture", or, with weights that --weights
--               names, "ctranspath", "clip_vit_b32", "resnet18", "resnet50" or
--               "densenet121"
-- @param layer  block of mobilenet_v1 whose mean map is the vector
-- @return       features by section, and what a report calls the encoder
function encoders.encode(name, patches, layer)
  if of_imagenet[name] then
    return ms[name] {
      patches = patches, weights = encoders.imagenet_weights(name),
    }, of_imagenet[name].short .. " of ImageNet"
  end
  if name == "mobilenet_v1" or name == "mobilenet_v1_symmetries" then
    return ms[name] {
      patches = patches, layer = layer,
      weights = ms.source {
        "mobilenet_v1/imagenet_uint8.safetensors", learned_from = "ImageNet",
      },
    }, "MobileNet v1, mean map of " .. layer
  end
  if name == "ctranspath" then
    -- Its authors trained it on the slides of TCGA, of whatever cancer, and of
    -- PAIP: a score about patients of TCGA is told of.
    local products = precision_param()
    return ms.ctranspath {
      patches = patches, precision = products,
      weights = ms.weights {
        "ctranspath.pth as published with Wang et al. 2022, "
        .. "doi:10.1016/j.media.2022.102559",
        learned_from = { "TCGA", "PAIP", "tcga_brca" },
      },
    }, products == "float32" and "CTransPath" or "CTransPath in " .. products
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
