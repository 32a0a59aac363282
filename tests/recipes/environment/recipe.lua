-- One of each kind of step on data of a few kilobytes: tables and pictures as
-- files, a made-up section and patients beside them, networks, ridge, scores,
-- panels, findings. The files are written by tests/build/environment_test.py.

local ms = require "moonstain"

local read = ms.dataset {
  counts = ms.source { "counts.tsv.gz", learned_from = "nothing" },
  spots = ms.source { "spots.tsv", learned_from = "nothing" },
  picture = ms.source { "picture.png", learned_from = "nothing" },
  section = "files/1", patient = "files/P", um_per_px = 0.7,
  geometry = "as_given", -- the JPEG is larger than what the spots lie in
}
local png = ms.patches {
  dataset = read, crop_px = 31, tile_px = 32, jpeg_quality = 75,
  picture = ms.source { "picture.png", learned_from = "nothing" },
}
local jpeg = ms.patches {
  dataset = read, crop_px = 31, tile_px = 32,
  picture = ms.source { "picture.jpg", learned_from = "nothing" },
}

local data = ms.manifest "synthetic"
local dataset, patches = {}, {}
for i, section in ipairs { "S1", "S3" } do
  local call = {
    manifest = data, sections = { section }, seed = 11, side = 6, genes = 20,
    mean_count = 20, signal = 0.5, leak = 0.5,
  }
  dataset[i] = ms.synthetic_dataset(call)[1]
  call.dataset, call.tile_px = dataset[i], 32
  patches[i] = ms.synthetic_patches(call)[1]
end
local grid = ms.grid { dataset = dataset, rows = 32, columns = 32 }
local targets = ms.targets { dataset = dataset }
local texture = ms.stain_texture { patches = patches }
local colour = ms.colour { patches = patches, statistics = "nine" }

local scores, baselines, models = {}, {}, {}
local drawn = { dataset = dataset, targets = {}, predictions = {} }
for _, fold in ipairs(ms.folds(data, { "S1", "S3" }, "patient")) do
  local held_out = {
    targets = ms.part(targets, fold.test), grid = ms.part(grid, fold.test),
  }
  local function score(list, predictions, map)
    for _, one in ipairs(ms.expression_scores {
      predictions = predictions, map = map,
      targets = held_out.targets, grid = held_out.grid,
    }) do
      list[#list + 1] = one
    end
  end
  local train = ms.part(targets, fold.train)
  local network = {
    model = ms.hist_model {
      features = ms.part(texture, fold.train), targets = train,
      grid = ms.part(grid, fold.train), epochs = 1, output_init = "zero",
    },
    features = ms.part(texture, fold.test), grid = held_out.grid,
  }
  local predictions = ms.predictions(network)
  score(scores, predictions, ms.grid_predictions(network))
  models[#models + 1] = network.model
  drawn.predictions[#models] = predictions[1]
  drawn.targets[#models] = held_out.targets[1]
  score(baselines, ms.ridge_predictions {
    name = "colour_ridge", model = ms.ridge_model {
      features = ms.part(colour, fold.train), targets = train, alpha = 10,
    },
    features = ms.part(colour, fold.test),
  })
  score(baselines, ms.mask_predictions(held_out))
  score(baselines, ms.mean_predictions {
    targets = train, grid = held_out.grid,
  })
  score(baselines, ms.depth_predictions {
    training = train, targets = held_out.targets,
  })
end

drawn.scores = scores
local map = ms.map_panel(drawn)
local scatter = ms.scatter_panel {
  targets = drawn.targets, predictions = drawn.predictions, item_count = 3,
  scores = scores,
}

-- Patients of a table, and a matrix of another.
local cohort = ms.cohort {
  table = ms.source { "clinical.tsv", learned_from = "nothing" },
  matrices = { ms.source { "rna.csv", learned_from = "nothing" } },
  matrix_names = { "rna" }, about = "files/patients", id = "id",
}
local classes = ms.class_targets {
  cohort = cohort, column = "response", positive = { "yes" },
}
local ages = ms.clinical_features { cohort = cohort, columns = { "age" } }
local of_age = ms.class_scores {
  targets = classes, predictions = ms.ridge_predictions {
    name = "age_ridge", features = ages,
    model = ms.ridge_model {
      features = { ages }, targets = { classes }, alpha = 1,
    },
  },
}

return {
  genes = ms.gene_choice {
    dataset = dataset[1], presence = dataset, most_variable = 5, min_spots = 9,
  },
  variable = ms.variable_genes {
    dataset = dataset, gene_list = ms.shared_genes { dataset = dataset },
    most_variable = 5, span = 1, min_spots = 9,
  },
  prepared = {
    ms.counted_dataset { dataset = read },
    ms.spot_graph { dataset = dataset[1] },
    ms.clipped_patches {
      dataset = read, side_px = 45, tile_px = 32,
      picture = ms.source { "picture.png", learned_from = "nothing" },
    },
  },
  narrowed = ms.rows { cohort = cohort, patients = { "P3", "P1" } },
  classes = ms.heat_map_panel {
    scores = { of_age }, metric = "auc", reading = "patients",
  },
  read = { png, jpeg, ms.targets { dataset = read } },
  encoded = ms.mobilenet_v1 {
    patches = png, layer = "block2", input_px = 32,
    weights = ms.source {
      "mobilenet_v1/imagenet_uint8.safetensors", learned_from = "ImageNet",
    },
  },
  inner = ms.inner_spots { dataset = read, crop_px = 80 },
  scrambled = {
    ms.scrambled_dataset { dataset = read },
    ms.scrambled_patches { patches = jpeg },
  },
  findings = ms.findings {
    scores = scores, baselines = baselines, dataset = dataset,
    reading = "tissue", unit = "patient", models = models,
    panels = { ms.training_panel { models = models }, scatter, map },
  },
}
