-- What a model is set beside: predictors that cost nothing, trained on the same
-- sections and tuned by the same search in every arm of a walk.

local ms = require "moonstain"

local baselines = {}

-- Patients of a fold's training sections, in their order.
function baselines.patients(manifest, fold)
  local patients = {}
  for i, section in ipairs(fold.train) do
    patients[i] = manifest:patient_of(section)
  end
  return patients
end

-- Null: each gene's mean over the training spots.
function baselines.mean(train, test)
  return ms.mean_predictions {
    name = "training_mean", targets = train.targets, grid = test.grid,
    dataset = not test.grid and test.dataset or nil,
  }
end

-- Null: the tissue mask, which the white tiles give away, and the mean.
local function nulls(train, test)
  return ms.mask_predictions {
    name = "tissue_mask", targets = test.targets, grid = test.grid,
  }, baselines.mean(train, test)
end

-- What ridges on colours learn from, by their names: tiles as they are, not by
-- way of JPEG.
function baselines.colours(pixels)
  return {
    colour_ridge = ms.colour { patches = pixels, statistics = "mean" },
    colour_sd_ridge = ms.colour { patches = pixels, statistics = "mean_sd" },
  }
end

-- Simple: a ridge on colours of the tiles, by section.
function baselines.colour_ridge(name, colours, call)
  return ms.ridge_predictions {
    name = name,
    model = ms.ridge_model {
      features = ms.part(colours, call.fold.train),
      targets = call.train.targets, alpha = 10,
    },
    features = ms.part(colours, call.fold.test),
  }
end

-- Simple: a ridge on the model's own features, its penalty searched.
function baselines.feature_ridge(call)
  local train, test = call.train, call.test
  local model = ms.ridge_model {
    features = train.features, targets = train.targets,
    alphas = { 10, 100, 1000, 10000, 100000 },
    groups = call.fold.unit == "patient" and call.patients or {},
  }
  return ms.ridge_predictions {
    name = "ridge_features", model = model, features = test.features,
  }
end

-- Predictions of a fold's held-out sections, a list of lists by section.
--
--   train     { features =, targets =, grid = } of the training sections
--   test      the same of the held-out ones
--   colours   of baselines.colours
--   fold      of ms.folds
--   patients  of the training sections, in their order: the penalty of a ridge
--             is chosen by leaving out what the fold leaves out
--   total     which total is a spot's depth
function baselines.of_spots(call)
  local train, test = call.train, call.test
  local list = { nulls(train, test) }
  -- Simple: ridge on colours (C2, C3), and below on the model's own features.
  for _, name in ipairs { "colour_ridge", "colour_sd_ridge" } do
    list[#list + 1] = baselines.colour_ridge(name, call.colours[name], call)
  end
  list[#list + 1] = baselines.feature_ridge(call)
  -- Oracle: the measured depth of the held-out spots (C1).
  list[#list + 1] = ms.depth_predictions {
    name = "spot_depth", training = train.targets, targets = test.targets,
    total = call.total,
  }
  return list
end

-- What any method on features is set beside: the tissue mask, the training mean,
-- and a ridge on the same features. `train`, `test`, `fold` and `patients` as
-- above.
function baselines.of_features(call)
  local list = { nulls(call.train, call.test) }
  list[#list + 1] = baselines.feature_ridge(call)
  return list
end

return baselines
