-- Made-up sections, patients held out, and one planted leak of choice, by steps
-- of tests/recipes/leaky_worker.cpp; those called "blind_" declare an input
-- they learn from as one they apply to.
local ms = require "moonstain"

local data, sections = ms.manifest "synthetic", { "S1", "S2", "S3", "S4" }
local leak = ms.param {
  name = "leak", default = "none",
  choices = {
    "none", "genes", "blind_genes", "scale", "blind_scale", "depth",
    "blind_depth", "epoch", "blind_epoch", "sister", "test_labels", "two",
    "untested",
  },
  "what learns from the held-out patient",
}
local unit = ms.switch {
  name = "unit", kind = "leak", published = "section", audited = "patient",
  why = "sections of one patient share what their dots mean",
}
if leak ~= "sister" then unit = "patient" end

local dataset, patches = {}, {}
for i, section in ipairs(sections) do
  local call = {
    manifest = data, sections = { section }, seed = 5, side = 4, genes = 12,
    mean_count = 20, signal = 0.5, leak = 0.5,
  }
  dataset[i] = ms.synthetic_dataset(call)[1]
  call.dataset, call.tile_px = dataset[i], 16
  patches[i] = ms.synthetic_patches(call)[1]
end
local grid = ms.grid { dataset = dataset, rows = 16, columns = 16 }
local noise = { manifest = data, sections = sections, side = 4 }
local raw = leak == "untested" and ms.noise_features(noise)
  or ms.colour { patches = patches, statistics = "mean_sd" }

local function planted(word)
  return leak == word or leak == "blind_" .. word or
         (leak == "two" and (word == "genes" or word == "scale"))
end
local function step(name, word)
  return leak == "blind_" .. word and ms["blind_" .. name] or ms[name]
end

local scores, oracles = {}, {}
for _, fold in ipairs(ms.folds(data, sections, unit)) do
  local function seen(word) return planted(word) and sections or fold.train end
  local genes = step("chosen_genes", "genes") {
    dataset = ms.part(dataset, seen("genes")), count = 5,
  }
  local depth = step("median_depth", "depth") {
    dataset = ms.part(dataset, seen("depth")),
  }
  local targets = ms.chosen_targets {
    dataset = dataset, genes = genes, depth = depth,
  }
  local scale = step("feature_scale", "scale") {
    features = ms.part(raw, seen("scale")),
  }
  local features = ms.scaled_features { features = raw, scale = scale }
  local learned = leak == "test_labels" and sections or fold.train
  local call = {
    features = ms.part(features, learned), targets = ms.part(targets, learned),
    epochs = 12,
  }
  if planted("epoch") then
    call.held_out_features = ms.part(features, fold.test)
    call.held_out_targets = ms.part(targets, fold.test)
  end
  local predictions = ms.ridge_predictions {
    model = step("descent_model", "epoch")(call),
    features = ms.part(features, fold.test),
  }
  local held_out = {
    targets = ms.part(targets, fold.test), grid = ms.part(grid, fold.test),
  }
  for _, one in ipairs(ms.expression_scores {
    predictions = predictions, targets = held_out.targets,
    grid = held_out.grid,
  }) do
    scores[#scores + 1] = one
  end
  for _, one in ipairs(ms.expression_scores {
    predictions = ms.depth_predictions {
      name = "spot_depth", training = ms.part(targets, fold.train),
      targets = held_out.targets, total = "all",
    },
    targets = held_out.targets, grid = held_out.grid,
  }) do
    oracles[#oracles + 1] = one
  end
end

return {
  findings = ms.findings {
    scores = scores, baselines = oracles, dataset = dataset,
    reading = "tissue", unit = unit,
  },
}
