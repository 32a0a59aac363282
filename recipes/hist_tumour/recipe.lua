-- HiST's tumour module: which spots are malignant, from H&E.
--
-- Paper     Li, Zhang et al. 2026, doi:10.1002/advs.202514351
-- Method    METHOD.md, whose numbers stand beside the calls
-- Data      her2st, Andersson et al. 2021, doi:10.1038/s41467-021-26271-2
-- Expected  expected.json
-- Departs   README.md, "What differs from the paper"

local ms = require "moonstain"
local baselines = require "baselines"
local encoders = require "encoders"
local hist = require "hist"
local protocols = require "protocols"

-- Params and switches.
local epochs = ms.param { name = "epochs", default = 200, quick = 5,
                          "passes over the training sections" }
local steps_matched = ms.param {
  name = "steps_matched", default = false,
  "as many optimiser steps as the paper's folds of 42 sections make, 1,800, in "
  .. "place of its epochs",
}
local seeds = ms.param { name = "seeds", default = 1, protocol = false,
                         "runs of the model with other random numbers, from "
                         .. "seed 42 on" }
local encoder = encoders.beside_ctranspath("mobilenet_v1")
local cells = protocols.mask_cells()                               -- 3.1
local checkpoint = ms.switch {                                     -- 2
  name = "checkpoint", kind = "leak", published = "best", audited = "last",
  why = "choosing the epoch by the held-out section's overlap learns from its "
        .. "labels",
}
local output_init = ms.switch {
  name = "output_init", kind = "training", published = "published",
  audited = "zero",
  why = "on sparse grids the published start ended in constants for genes",
}
local unit = protocols.unit()

-- Sections with a picture: A1's is small, and of another scale (1.4).
local her2st = ms.manifest "her2st"
local pictured = her2st:having("counts", "spots", "picture", "clusters")
local sections, dataset, pictures = { "A1" }, {}, {}
protocols.append(sections, pictured)
protocols.append(pictures, her2st:files("small_picture", { "A1" }))
protocols.append(pictures, her2st:files("picture", pictured))
protocols.append(dataset, ms.dataset {
  manifest = her2st, sections = { "A1" },
  spots = ms.source { "a1_spots.tsv", learned_from = "nothing" },
  picture = her2st:files("small_picture", { "A1" }), um_per_px = 3.115,
})
protocols.append(dataset, ms.dataset { manifest = her2st,
                                       sections = pictured })

local masks = hist.tumour_masks(her2st, sections, dataset)         -- 1.3

-- Tiles as wide on the tissue as 224 px of the large pictures, and their
-- vectors; colours of the picture itself, without a round trip through JPEG.
local tile = hist.tile_knobs()
local function tiles(quality, of)
  return ms.patches { dataset = of or dataset, picture = pictures, crop_um = 154,
                      tile_px = 224, jpeg_quality = quality, blank = of == nil }
end
local function encode(of)
  return encoders.encode(encoder, tiles(tile.jpeg_quality, of), "block8")
end
local features, encoder_words = encode()
local colours = protocols.with(baselines.colours(tiles(0)), {
  edge_ridge = ms.edge_distance { dataset = dataset },
})
local grid = ms.grid { dataset = dataset, rows = 80, columns = 64,
                       row_offset = 1 }                            -- 1.2
local background = hist.background(tile, dataset, grid, encode)

local training = {                                                 -- 2
  epochs = epochs, steps_matched = steps_matched,
  paper_steps = hist.paper_steps(41), output_init = output_init,
  fold_streams = true,
}

-- Scores by section; predictions by predictor, to be pooled (3.2).
local scores, others, models = {}, {}, {}
local names, held_out = {}, { targets = {}, grid = {} }
local pooled, maps, by_section = {}, {}, {}
local function keep(name, predictions, score, map)
  if pooled[name] == nil then
    names[#names + 1] = name
    pooled[name], maps[name], by_section[name] = {}, {}, {}
  end
  protocols.append(pooled[name], predictions)
  protocols.append(by_section[name], score)
  if map then protocols.append(maps[name], map) end
end

for _, fold in ipairs(ms.folds(her2st, sections, unit)) do
  local values = { features = features, targets = masks, grid = grid,
                   background = background }
  local train = protocols.parts(values, fold.train)
  local test = protocols.parts(values, fold.test)
  protocols.append(held_out.targets, test.targets)
  protocols.append(held_out.grid, test.grid)
  local function score(predictions, map)
    return ms.mask_scores { predictions = predictions, map = map,
                            targets = test.targets, grid = test.grid }
  end
  for seed = 42, 41 + seeds do
    local model = ms.hist_tumour_model(
      hist.settings(training, train, test, fold, checkpoint, seed))
    local call = { model = model, features = test.features, grid = test.grid,
                   background = test.background }
    local predictions = ms.predictions(call)
    local map = ms.grid_predictions(call)
    local scored = score(predictions, map)
    protocols.append(scores, scored)
    models[#models + 1] = model
    if seed == 42 then keep("hist_tumour_model", predictions, scored, map) end
  end

  -- Null and simple (4).
  local call = { fold = fold, train = train, test = test,
                 patients = baselines.patients(her2st, fold) }
  local simple = {
    { "tissue_mask", ms.mask_predictions { name = "tissue_mask",
                                           targets = test.targets,
                                           grid = test.grid } },
    { "training_prevalence", ms.mean_predictions { name = "training_prevalence",
                                                   targets = train.targets,
                                                   grid = test.grid } },
  }
  for _, name in ipairs { "edge_ridge", "colour_ridge", "colour_sd_ridge" } do
    simple[#simple + 1] = { name, baselines.colour_ridge(name, colours[name],
                                                         call) }
  end
  simple[#simple + 1] = { "ridge_features", baselines.feature_ridge(call) }
  for _, one in ipairs(simple) do
    local scored = score(one[2])
    keep(one[1], one[2], scored)
    protocols.append(others, scored)
  end
end

local function pooled_scores(name)
  return ms.pooled_mask_scores {
    predictions = pooled[name], map = maps[name], targets = held_out.targets,
    grid = held_out.grid, scores = by_section[name], about = "her2st",
  }
end
local of_all = {}
for i, name in ipairs(names) do of_all[i] = pooled_scores(name) end

-- What is said of it.
local function said(call)
  call.model, call.unit, call.dataset = "hist_tumour_model", unit, dataset
  call.metric, call.reading, call.averaging = "auc", cells, "units"
  call.models, call.published_steps = models, training.paper_steps
  call.scope = ms.profile == "quick" and "quick" or "subset"
  call.scope_note = "7 of 36 sections, 3 of 8 patients, legacy arrays in place "
                    .. "of Visium"
  call.expected = ms.source { "expected.json", learned_from = "nothing" }
  call.stand_ins = protocols.joined(
    encoders.for_ctranspath(encoder, encoder_words), {
      "a pathologist's labels of A1, and clusters by expression of the other "
      .. "sections, for Cottrazm's",
      "a picture of A1 of 3.1 um a pixel, its tissue cut out",
    })
  call.protocol = ms.protocol()
  return ms.findings(call)
end
return {
  findings = said {
    title = "HiST's tumour module, one " .. unit .. " held out",
    scores = scores, baselines = others, pooled = of_all,
    notes = {
      "On the whole grid the predictor tissue_mask, 1 wherever there is tissue,"
      .. " ranks cells by what the white tiles give away: a model must be "
      .. "above it there to have seen a tumour.",
      "What a spot is compared with: of A1 a pathologist's word; of B4 and C2 "
      .. "to C6 a cluster of expression, named by its marker genes.",
    },
    panels = {
      ms.map_panel { scores = scores, dataset = dataset,
                     targets = held_out.targets,
                     predictions = pooled.hist_tumour_model,
                     picture = pictures, items = { "tumour" },
                     title = "Labels and probabilities" },
      ms.training_panel { models = models },
    },
  },
}
