-- HiST's tumour module on Space Ranger's files: from counts, positions and
-- picture to a mask on the published grid.
--
-- Method  recipes/hist_tumour/METHOD.md, whose numbers stand beside the calls
-- Data    one section of a mouse embryo, Visium; nothing is learned of tumours

local ms = require "moonstain"
local baselines = require "baselines"
local encoders = require "encoders"
local protocols = require "protocols"

local epochs = ms.param { name = "epochs", default = 20, quick = 2, paper = 200,
                          "passes over the training half" }
local encoder = encoders.beside_ctranspath("stain_texture")
local cells = protocols.mask_cells()                               -- 3.1

-- The halves of the section, left and right: all that can be held out.
local mouse = ms.manifest "visium_mouse"
local whole = ms.dataset { manifest = mouse, sections = mouse.sections,
                           picture_is = "lowres" }[1]
local picture = mouse:files("picture", mouse.sections)[1]
local halves = ms.regions { manifest = mouse, sections = mouse.sections,
                            rows = 1, columns = 2 }

-- A class from measured expression, as Cottrazm's labels are (1.1): the half of
-- the spots in which genes of nervous tissue are highest.
local function part_of(blocks)
  local dataset = ms.blocks { dataset = whole, blocks = blocks }
  local measured = ms.targets {
    dataset = dataset,
    genes = ms.source { "markers.txt", learned_from = "nothing" },
    total = "all", scale_to = 1e4, log = "ln_1p",
  }
  local function tiles(quality)
    return ms.patches { dataset = dataset, picture = picture, crop_um = 100,
                        tile_px = 224, jpeg_quality = quality, blank = true }
  end
  local features, words = encoders.encode(encoder, tiles(75), "block8")
  return {
    dataset = dataset, features = features, words = words,
    colours = ms.colour { patches = tiles(0), statistics = "mean" },
    edge = ms.edge_distance { dataset = dataset },
    grid = ms.grid { dataset = dataset, rows = 80, columns = 64,
                     row_offset = 1 },                             -- 1.2
    targets = ms.top_targets {
      targets = measured, name = "nervous", share = 0.5,
      markers = { "Ank2", "Basp1", "Ctxn1", "Gprin1" },
    },
  }
end

local scores, others, models, datasets, words = {}, {}, {}, {}, nil
for i, fold in ipairs(ms.folds(mouse, halves, "block")) do
  local train, test = part_of(fold.train), part_of(fold.test)
  datasets[i], words = test.dataset, test.words
  local model = ms.hist_tumour_model {                             -- 2
    features = { train.features }, targets = { train.targets },
    grid = { train.grid }, batch = 5, epochs = epochs, learning_rate = 1e-3,
    eta_min = 1e-5, weight_decay = 1e-4, seed = 42, fold = fold.name,
  }
  models[i] = model
  local function score(predictions, map)
    return ms.mask_scores { predictions = predictions, map = map,
                            targets = test.targets, grid = test.grid }
  end
  local call = { model = model, features = test.features, grid = test.grid }
  scores[i] = score(ms.predictions(call), ms.grid_predictions(call))

  -- Null and simple (4).
  local function ridge(name, member)
    return ms.ridge_predictions {
      name = name, features = test[member],
      model = ms.ridge_model { features = { train[member] },
                               targets = { train.targets }, alpha = 10 },
    }
  end
  for _, predictions in ipairs {
    ms.mask_predictions { name = "tissue_mask", targets = test.targets,
                          grid = test.grid },
    ms.mean_predictions { name = "training_prevalence",
                          targets = { train.targets }, grid = test.grid },
    ridge("edge_ridge", "edge"), ridge("colour_ridge", "colours"),
    ridge("ridge_features", "features"),
  } do
    others[#others + 1] = score(predictions)
  end
end

return { findings = ms.findings {
  title = "HiST's tumour module on a Visium section, half of it held out",
  model = "hist_tumour_model", scores = scores, baselines = others,
  models = models, dataset = datasets, metric = "auc", reading = cells,
  unit = "block", averaging = "units", published_steps = 1800,
  scope = "demo",
  scope_note = "one section of a mouse embryo: its class is nervous tissue by "
               .. "four genes, its picture eosin alone at low resolution",
  stand_ins = protocols.joined(
    encoders.for_ctranspath(encoder, words),
    { "four genes' expression, for Cottrazm's labels" }),
  panels = { ms.training_panel { models = models } },
  protocol = ms.protocol(),
} }
