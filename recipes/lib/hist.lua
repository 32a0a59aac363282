-- HiST, gene module: expression maps from H&E, leaving one section out.
--
-- Paper     Li, Zhang et al. 2026, doi:10.1002/advs.202514351
-- Network   CMU-Net, Tang et al. 2023, on a map of 80 x 64 tile features
-- Departs   recipes/hist_loocv/README.md, "What differs from the paper"

local ms = require "moonstain"

local hist = {}

-- What a data set brings of its own.
local of_dataset = {
  her2st = {
    genes = "her2st_785.txt",
    crop_px = 224,          -- Hist2ST's window, which the paper names
    scope = "subset",
    scope_note = "6 of 36 sections, 2 of 8 patients: those whose pictures "
                 .. "are at hand at full resolution",
    map_genes = { "GNAS", "IGKC", "FASN" },
    stand_ins = {
      "785 genes of the common her2st protocol for a list that is not public",
      "array centred on the 80 x 64 grid for a placement that is not described",
    },
    notes = {},
  },
  mob = {
    crop_px = 32,           -- a spot's pitch: 224 px would span seven spots
    scope = "demo",
    scope_note = "two sections of one mouse; the paper has no such data set",
    map_genes = {},
    stand_ins = { "mouse olfactory bulb for human tumours" },
    notes = {
      "One animal leaves nothing to hold out: each section is predicted by a "
      .. "model that saw the other slice of the same bulb. The page shows how "
      .. "a report reads; it says nothing of the method.",
    },
  },
}

-- ln over all genes, as HiST; or log10 over the chosen genes, the target of
-- the common protocol P1 (recipes/hist_loocv/METHOD.md 3.3).
local of_target = {
  t1 = { total = "all", log = "ln_1p" },
  p1 = { total = "chosen", log = "log10_1p" },
}

-- Sections left out one unit at a time: the model, its baselines, their
-- scores, and the findings.
--
--   title     heading of the report
--   dataset   name of a manifest
--   epochs    default of the param, by profile: { quick =, standard =, paper = }
--   expected  file beside the recipe with what the paper reports
function hist.leave_one_out(recipe)
  local data = ms.manifest(ms.param {
    name = "dataset", default = recipe.dataset, choices = { "her2st", "mob" },
    "manifest whose sections are used",
  })
  local own = of_dataset[data.name]
  local target = of_target[ms.param {
    name = "target", default = "t1", choices = { "t1", "p1" },
    "t1: ln(1 + 1e4 n / all counts of the spot), as HiST; "
    .. "p1: log10, over the chosen genes",
  }]
  local epochs = ms.param {
    name = "epochs", default = recipe.epochs.standard,
    quick = recipe.epochs.quick, paper = recipe.epochs.paper,
    "passes over the training sections",
  }
  local encoder = ms.param {
    name = "encoder", default = "mobilenet_v1",
    choices = { "mobilenet_v1", "stain_texture" },
    "what makes a vector of a tile",
  }
  local layer = ms.param {
    name = "layer", default = "block8",
    "block of mobilenet_v1 whose mean map is the vector",
  }
  local seeds = ms.param {
    name = "seeds", default = 1, paper = 5,
    "runs of the model with other random numbers, from seed 42 on",
  }
  local target_row_shift = ms.param {
    name = "target_row_shift", default = 0,
    "grid rows by which targets lie below their features: 1 is what the "
    .. "released script does; which one made the published numbers is unknown",
  }

  local output_init = ms.switch {
    name = "output_init", kind = "training",
    published = "published", audited = "zero",
    why = "on sparse grids the published start ends in constant predictions; "
          .. "zero output weights train",
  }
  local cells = ms.switch {
    name = "cells", kind = "scoring",
    published = "whole_grid", audited = "tissue", choices = { "kept_grid" },
    why = "cells without a spot are white in the input and 0 in the target: "
          .. "the tissue mask alone correlates",
  }
  local unit = ms.switch {
    name = "unit", kind = "leak",
    published = "section", audited = "patient",
    why = "sections of one patient share its tissue",
  }
  local size_matched = ms.param {
    name = "size_matched", default = false,
    "training sets cut to the size that a patient held out leaves, sections "
    .. "of the same patient first: tells the leak from the loss of sections",
  }
  local checkpoint = ms.switch {
    name = "checkpoint", kind = "leak",
    published = "last", audited = "last", choices = { "best" },
    why = "choosing the epoch on the held-out section learns from it; for "
          .. "genes the paper's code keeps the last, so both ends do",
  }

  local sections = data:having("counts", "spots", "picture")
  local dataset = ms.dataset { manifest = data, sections = sections }
  local pictures = data:files("picture", sections)
  local grid = ms.grid { dataset = dataset, rows = 80, columns = 64,
                         row_offset = 1 }
  local function crops(quality)
    return ms.patches {
      dataset = dataset, picture = pictures,
      crop_px = own.crop_px, tile_px = 224, jpeg_quality = quality,
      blank = true,
    }
  end
  local patches = crops(75)   -- the paper's code writes each tile as JPEG
  local targets = ms.targets {
    dataset = dataset,
    genes = own.genes and ms.source { own.genes, learned_from = data },
    total = target.total, scale_to = 1e4, log = target.log,
  }

  local features
  if encoder == "mobilenet_v1" then
    features = ms.mobilenet_v1 {
      patches = patches, layer = layer,
      weights = ms.source {
        "mobilenet_v1/imagenet_uint8.safetensors", learned_from = "ImageNet",
      },
    }
  else
    features = ms.stain_texture { patches = patches }
  end
  -- Colours are those of the picture itself, as their known values are.
  local pixels = crops(0)
  local colours = {
    colour_ridge = ms.colour { patches = pixels, statistics = "mean" },
    colour_sd_ridge = ms.colour { patches = pixels, statistics = "mean_sd" },
  }

  local scores, baselines = {}, {}
  local drawn = { targets = {}, predictions = {} }
  local function score(list, predictions, fold)
    local metrics = ms.metrics {
      predictions = predictions,
      targets = ms.part(targets, fold.test), grid = ms.part(grid, fold.test),
      target_row_shift = target_row_shift,
    }
    for _, one in ipairs(metrics) do list[#list + 1] = one end
  end

  local folds = ms.folds(data, sections, unit, {
    size_like = size_matched and "patient" or nil,
  })
  for _, fold in ipairs(folds) do
    local train = {
      features = ms.part(features, fold.train),
      targets = ms.part(targets, fold.train),
      grid = ms.part(grid, fold.train),
    }
    local test_grid = ms.part(grid, fold.test)
    local test_features = ms.part(features, fold.test)
    local test_targets = ms.part(targets, fold.test)

    for seed = 42, 41 + seeds do
      local settings = {
        features = train.features, targets = train.targets, grid = train.grid,
        epochs = epochs, batch = 5, learning_rate = 1e-3, eta_min = 1e-5,
        weight_decay = 1e-4, output_init = output_init,
        checkpoint = checkpoint, target_row_shift = target_row_shift,
        seed = seed,
      }
      if checkpoint == "best" then
        settings.held_out_features = test_features
        settings.held_out_targets = test_targets
        settings.held_out_grid = test_grid
        -- The paper's code chooses from the 21st epoch on.
        settings.best_from = epochs > 20 and 20 or 0
      end
      local predictions = ms.predictions {
        model = ms.hist_model(settings),
        features = test_features, grid = test_grid,
      }
      score(scores, predictions, fold)
      if seed == 42 then
        for i, one in ipairs(predictions) do
          table.insert(drawn.predictions, one)
          table.insert(drawn.targets, test_targets[i])
        end
      end
    end

    -- Null: the tissue mask, which the white tiles give away, and the mean.
    score(baselines, ms.mask_predictions {
      name = "tissue_mask", targets = test_targets, grid = test_grid,
    }, fold)
    score(baselines, ms.mean_predictions {
      name = "training_mean", targets = train.targets, grid = test_grid,
    }, fold)
    -- Simple: ridge on colours (C2, C3) and on the model's own features.
    for _, name in ipairs { "colour_ridge", "colour_sd_ridge" } do
      score(baselines, ms.ridge_predictions {
        name = name,
        model = ms.ridge_model {
          features = ms.part(colours[name], fold.train),
          targets = train.targets, alpha = 10,
        },
        features = ms.part(colours[name], fold.test),
      }, fold)
    end
    score(baselines, ms.ridge_predictions {
      name = "ridge_features",
      model = ms.ridge_model {
        features = train.features, targets = train.targets,
        alpha = 1000,       -- where one section leaves none to choose by
        alphas = #fold.train > 1 and { 10, 100, 1000, 10000, 100000 } or {},
      },
      features = test_features,
    }, fold)
    -- Oracle: the measured depth of the held-out spots (C1).
    score(baselines, ms.depth_predictions {
      name = "spot_depth", training = train.targets, targets = test_targets,
      total = target.total,
    }, fold)
  end

  local encoder_name = encoder == "mobilenet_v1"
    and "MobileNet v1, mean map of " .. layer or "stain and texture statistics"
  local stand_ins = { encoder_name .. ", for CTransPath" }
  for _, text in ipairs(own.stand_ins) do table.insert(stand_ins, text) end

  return { findings = ms.findings {
    title = recipe.title, model = "hist_model",
    metrics = scores, baselines = baselines, dataset = dataset,
    expected = ms.source { "expected.json", learned_from = "nothing" },
    targets = drawn.targets, predictions = drawn.predictions,
    picture = pictures, map_genes = own.map_genes,
    metric = "pearson.mean", reading = cells, unit = unit,
    kinds = {
      "tissue_mask=null", "training_mean=null", "colour_ridge=simple",
      "colour_sd_ridge=simple", "ridge_features=simple", "spot_depth=oracle",
    },
    stand_ins = stand_ins, notes = own.notes,
    scope = ms.profile == "quick" and own.scope ~= "demo" and "quick"
            or own.scope,
    scope_note = own.scope_note, switches = ms.switches(),
  } }
end

return hist
