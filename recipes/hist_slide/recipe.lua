-- HiST on a whole slide: crop, 80 x 64 tiles, features, predicted maps.
--
-- Paper   Li, Zhang et al. 2026, doi:10.1002/advs.202514351
-- Data    her2st to learn from; a slide of OpenSlide's test data, of which
--         nothing was measured
-- Method  recipes/hist_loocv/METHOD.md 4.4

local ms = require "moonstain"
local hist = require "hist"
local datasets = require "datasets"
local encoders = require "encoders"
local baselines = require "baselines"
local protocols = require "protocols"

local epochs = ms.param {
  name = "epochs", default = 60, quick = 5,
  "passes over the training sections; few: it shows the way of a slide",
}
local encoder = encoders.beside_ctranspath("stain_texture")
local layer = ms.param {
  name = "layer", default = "block8",
  "block of mobilenet_v1 whose mean map is the vector",
}
local batch = ms.param {
  name = "batch", default = "5", choices = { "5", "all" },
  "sections in an optimiser step: 5, as the paper says, or all in one and in "
  .. "their order, the default of its code for the model of all slides",
}
local cohort = ms.param {
  name = "cohort", default = "tcga", choices = { "tcga", "icb" },
  "how the slide is laid under the grid: cropped to its tissue and turned "
  .. "upright, or as it is",
}
local clean = ms.param {
  name = "clean", default = false,
  "make tiles of pens and of glass white before features are made of them",
}

-- Learned from one patient of her2st; scored on the other.
local data = datasets.open "her2st"
local fold = ms.folds(data.manifest, data.sections, "patient")[1]
local targets = datasets.targets(data, "t1", "training sections")(fold)
local features, encoder_words = encoders.encode(encoder, data.crops(75), layer)
local grid = data.grid()
local values = { features = features, targets = targets, grid = grid }
local train = protocols.parts(values, fold.train)
local test = protocols.parts(values, fold.test)
local model = ms.hist_model(protocols.with(
  hist.settings({ epochs = epochs, output_init = "zero", fold_streams = true },
                train, test, fold, "last", 42),
  { batch = batch == "all" and 0 or 5 }))
local function score(predictions, map)
  return ms.expression_scores {
    predictions = predictions, map = map, targets = test.targets,
    grid = test.grid,
  }
end
local held_out = { model = model, features = test.features, grid = test.grid }
local others = {}
for i, predictions in ipairs(baselines.of_features {
  train = train, test = test, fold = fold,
  patients = baselines.patients(data.manifest, fold),
}) do
  others[i] = score(predictions)
end

-- The slide.
local slides = ms.manifest "slides"
local picked = hist.last_slides(slides.sections)[1]
local file = slides:files("slide", { picked.name })[1]
local slide = hist.slide {
  file = file, section = "slides/" .. picked.sample, patient = "slides/CMU",
  cohort = cohort, clean = clean, encoder = encoder, layer = layer,
}
local maps = ms.predictions {
  model = model, features = slide.features, grid = slide.grid,
}

return {
  slide = maps,
  findings = ms.findings {
    title = "HiST on a whole slide", model = "hist_model",
    scores = score(ms.predictions(held_out), ms.grid_predictions(held_out)),
    baselines = others, models = { model }, dataset = data.dataset,
    metric = "pearson.mean", reading = "tissue", unit = "patient",
    scope = "demo",
    scope_note = "the scores are of one patient of her2st; of the slide "
                 .. "nothing is known",
    notes = { "What tissue the slide shows is not known, and its tiles are an "
              .. "eighth as wide on it as those that the network learned from: "
              .. "the maps show that all of the way runs, nothing else." },
    stand_ins = protocols.joined(
      encoders.for_ctranspath(encoder, encoder_words),
      { "a region of a slide, for slides of TCGA" }),
    panels = {
      ms.slide_map_panel {
        slide_grid = slide.under, slide = file, predictions = maps,
        items = data.map_genes,
      },
      ms.training_panel { models = { model } },
    },
    protocol = ms.protocol(),
  },
}
