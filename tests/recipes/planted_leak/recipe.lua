-- Made-up sections with a planted leak: what the dots of a patient's tiles mean
-- can be learned from a sister section alone. Holding out a section scores
-- higher than holding out a patient, unless --set leak=0.

local ms = require "moonstain"

local data = ms.manifest "synthetic"
local sections = data.sections
local leak = ms.param {
  name = "leak", default = 0.8, "how much a patient's own dots say of its genes",
}
local unit = ms.switch {
  name = "unit", kind = "leak", published = "section", audited = "patient",
  why = "sections of one patient share what its dots mean",
}

local size_matched = ms.param {
  name = "size_matched", default = false,
  "training sets cut to the size that a patient held out leaves",
}

local function made_up(step, more)
  local call = {
    manifest = data, seed = 5, side = 14, genes = 30, mean_count = 20,
    signal = 0.5, leak = leak,
  }
  for key, value in pairs(more) do call[key] = value end
  return step(call)
end

local dataset, patches = {}, {}
for i, section in ipairs(sections) do
  dataset[i] = made_up(ms.synthetic_dataset, { sections = { section } })[1]
  patches[i] = made_up(ms.synthetic_patches, {
    sections = { section }, dataset = dataset[i], tile_px = 32,
  })[1]
end
local grid = ms.grid { dataset = dataset }
local targets = ms.targets { dataset = dataset }
local features = ms.colour { patches = patches, statistics = "mean_sd" }

local scores, masks = {}, {}
for _, fold in ipairs(ms.folds(data, sections, unit, {
  size_like = size_matched and "patient" or nil,
})) do
  local held_out = {
    targets = ms.part(targets, fold.test), grid = ms.part(grid, fold.test),
  }
  local function score(list, predictions)
    for _, one in ipairs(ms.expression_scores {
      predictions = predictions,
      targets = held_out.targets, grid = held_out.grid,
    }) do
      list[#list + 1] = one
    end
  end
  score(scores, ms.ridge_predictions {
    model = ms.ridge_model {
      features = ms.part(features, fold.train),
      targets = ms.part(targets, fold.train), alpha = 1,
    },
    features = ms.part(features, fold.test),
  })
  score(masks, ms.mask_predictions(held_out))
end

return {
  findings = ms.findings {
    scores = scores, baselines = masks, dataset = dataset,
    reading = "tissue", unit = unit,
  },
}
