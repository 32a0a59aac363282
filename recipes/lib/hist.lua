-- HiST, gene module: expression maps from H&E, leaving one section out.
--
-- Paper     Li, Zhang et al. 2026, doi:10.1002/advs.202514351
-- Network   CMU-Net, Tang et al. 2023, on a map of 80 x 64 tile features
-- Departs   recipes/hist_loocv/README.md, "What differs from the paper"

local ms = require "moonstain"
local datasets = require "datasets"
local encoders = require "encoders"
local protocols = require "protocols"
local baselines = require "baselines"

local hist = {}

-- The params of the network's training.
--
-- Seeds and streams say which random numbers are drawn, which is no part of the
-- protocol.
local function training_params(recipe)
  local epochs, training = recipe.epochs, {}
  training.epochs = ms.param {
    name = "epochs", default = epochs.standard,
    quick = epochs.quick, paper = epochs.paper,
    "passes over the training sections",
  }
  training.steps_matched = ms.param {
    name = "steps_matched", default = false,
    "as many optimiser steps as folds of her2st's 36 sections make, 1,400, in "
    .. "place of its epochs: a fold here has fewer sections, and so fewer steps "
    .. "an epoch",
  }
  training.paper_steps = hist.paper_steps(35)
  training.seeds = ms.param {
    name = "seeds", default = 1, protocol = false,
    "runs of the model with other random numbers, from seed 42 on",
  }
  training.fold_streams = ms.param {
    name = "fold_streams", default = true, protocol = false,
    "random numbers derive from seed and fold, so that folds are independent; "
    .. "false: the same in every fold",
  }
  training.target_row_shift = ms.param {
    name = "target_row_shift", default = 0,
    "grid rows by which targets lie below their features: 1 is what the "
    .. "released script does; which one made the published numbers is unknown",
  }
  training.output_init = recipe.output_init and ms.param {
    name = "output_init", default = recipe.output_init,
    choices = { "published", "zero" }, paper = "published",
    "how the network's last layer starts",
  } or ms.switch {
    name = "output_init", kind = "training",
    published = "published", audited = "zero",
    why = "on sparse grids the published start ends in constant predictions; "
          .. "zero output weights train",
  }
  return training
end

-- What a tile is made of, for genes and tumours alike.
--
--   returns  { jpeg_quality =, background = "white" or "picture" }
function hist.tile_knobs()
  local jpeg = ms.param {
    name = "jpeg", default = true,
    "tiles go through JPEG and back, as the paper's code writes them",
  }
  return {
    jpeg_quality = jpeg and 75 or 0,
    background = ms.switch {
      name = "background", kind = "training",
      published = "white", audited = "picture",
      why = "the made-up white tile of a cell without a spot tells the network "
            .. "where tissue is; the picture shows what lies there",
    },
  }
end

-- Features of the cells without a spot, by section; nothing where they are
-- white.
--
--   tiles   as hist.tile_knobs
--   encode  function(dataset): features of its tiles, without the blank one
function hist.background(tiles, dataset, grid, encode)
  if tiles.background == "white" then return nil end
  return encode(ms.background_dataset { dataset = dataset, grid = grid })
end

-- The params of the paper's ablations: { skips =, positions = }
-- (recipes/hist_loocv/METHOD.md 12.1).
local function ablation_params()
  return {
    skips = ms.param {
      name = "skips", default = "gated", choices = { "gated", "plain", "none" },
      "what the decoder gets of the encoder's maps: through attention gates, as "
      .. "they are, nothing",
    },
    positions = ms.param {
      name = "positions", default = "kept",
      choices = { "kept", "within_tissue", "anywhere" },
      "where features lie: kept; exchanged among the spots, which keeps the "
      .. "tissue mask; among all cells, which loses it",
    },
  }
end

-- Where genes are chosen by the paper's own rule: options of `ms.moran_genes`, as
-- its code has them (recipes/hist_loocv/METHOD.md 3.2); else nothing.
local function morans_rule(data)
  local usual = data.own.genes and "common" or "all"
  local rule = ms.param {
    name = "gene_rule", default = usual, choices = { usual, "morans_i" },
    "which genes are predicted: " .. (usual == "all" and "all" or "the list that "
    .. "the data set's papers share") .. ", or by Moran's I, the paper's own rule "
    .. "for its Visium slides",
  }
  if rule ~= "morans_i" then return nil end
  local markers = ms.param {
    name = "lineage_markers", default = "none",
    choices = { "none", "crc", "hcc" },
    "genes that are taken in any case, as the paper's code does for CRC and HCC",
  }
  return {
    neighbours = 15, of = "ln_1p", without = { "RP", "MT-" },
    below_p = ms.param { name = "gene_p", default = 0.01,
                         "p of Moran's I, below this in every section" },
    above_index = ms.param { name = "gene_index", default = 0.4,
                             "Moran's I, above this in the median" },
    also = markers ~= "none" and ms.source {
      "hist_markers_" .. markers .. ".txt", learned_from = "nothing",
    } or nil,
  }
end

-- Which of her2st's labels are malignant, by patient: of A a pathologist's words,
-- of B and C clusters of expression that are named by their marker genes
-- (recipes/hist_tumour/METHOD.md 1.3).
local tumour_labels = {
  A = { role = "labels", positive = { "invasive cancer", "cancer in situ" },
        left_out = { "undetermined" }, most_unmatched = 0.1 },
  B = { role = "clusters", positive = { "4" }, left_out = { "0" },
        most_unmatched = 0.25 },
  C = { role = "clusters", positive = { "2", "3", "4" }, left_out = { "6" },
        most_unmatched = 0.1 },
}

-- Targets of the tumour, one a section of her2st; `dataset` is of these sections.
function hist.tumour_masks(manifest, sections, dataset)
  local masks = {}
  for i, section in ipairs(sections) do
    local how = tumour_labels[manifest:patient_of(section)]
    masks[i] = ms.label_targets {
      dataset = dataset[i], labels = manifest:files(how.role, { section })[1],
      name = "tumour", positive = how.positive, left_out = how.left_out,
      most_unmatched = how.most_unmatched,
      words = "1: malignant by the labels at hand; 0: other labels",
    }
  end
  return masks
end

-- Adam with a cosine schedule: members of a call of `ms.hist_model`.
hist.optimiser = { batch = 5, learning_rate = 1e-3, eta_min = 1e-5,
                   weight_decay = 1e-4 }

-- Optimiser steps of a fold as the paper trains it, for 200 epochs.
function hist.paper_steps(training_sections)
  return 200 * math.ceil(training_sections / hist.optimiser.batch)
end

-- How the networks of a fold are trained, of genes and of tumours alike: as above,
-- the last state or the best.
--
--   training  { epochs =, steps_matched =, output_init =, fold_streams = }, as
--             the params of these names; and paper_steps, those to be matched
--   returns   members of a call of `ms.hist_model` or `ms.hist_tumour_model`
function hist.settings(training, train, test, fold, checkpoint, seed)
  local settings = protocols.with(hist.optimiser, {
    features = train.features, targets = train.targets, grid = train.grid,
    background = train.background, output_init = training.output_init,
    checkpoint = checkpoint, seed = seed,
    fold = training.fold_streams and fold.name or "",
  })
  if training.steps_matched then
    settings.steps = training.paper_steps
  else
    settings.epochs = training.epochs
  end
  if checkpoint == "best" then
    settings.held_out_features = test.features
    settings.held_out_targets = test.targets
    settings.held_out_grid = test.grid
    settings.held_out_background = test.background
    -- The paper's code chooses from the 21st epoch on.
    local few = not training.steps_matched and training.epochs <= 20
    settings.best_from = few and 0 or 20
  end
  return settings
end

-- Sections left out one unit at a time: the model, its baselines, their
-- scores, and the findings.
--
--   title     heading of the report
--   dataset   name of a manifest
--   epochs    default of the param, by profile: { quick =, standard =, paper = }
--   output_init  how the last layer starts, where that is not to be judged;
--             without it a switch
--   may_be_empty  the recipe shows a data set of one patient, too
function hist.leave_one_out(recipe)
  -- Sections, their genes and targets.
  local data = datasets.open(ms.param {
    name = "dataset", default = recipe.dataset, choices = { "her2st", "mob" },
    "manifest whose sections are used",
  })
  local target = ms.param {
    name = "target", default = "t1", choices = { "t1", "p1" },
    "t1: ln(1 + 1e4 n / all counts of the spot), as HiST; "
    .. "p1: log10, over the chosen genes",
  }
  local morans = morans_rule(data)
  local choice = (morans or datasets.has_gene_choice(data))
                 and protocols.gene_choice()
  local targets_of = datasets.targets(data, target, choice, morans)

  -- A vector of each tile. The paper's code writes each tile as JPEG; colours
  -- are those of the picture itself, as their known values are.
  local encoder = encoders.beside_ctranspath("mobilenet_v1")
  local layer = ms.param {
    name = "layer", default = "block8",
    "block of mobilenet_v1 whose mean map is the vector",
  }
  local tiles = hist.tile_knobs()
  local function encode(dataset)
    return encoders.encode(encoder, data.crops(tiles.jpeg_quality, dataset), layer)
  end
  local features, encoder_words = encode()
  local pixels = data.crops(0)
  local grid = data.grid()
  local background = hist.background(tiles, data.dataset, grid, encode)
  local colours = baselines.colours(pixels)

  -- Training, and who is held out from it.
  local training = training_params(recipe)
  local ablation = ablation_params()
  local ablated = ablation.skips ~= "gated" or ablation.positions ~= "kept"
  local model_name = ablated and "hist_ablation_model" or "hist_model"
  local cam_gene = ms.param {
    name = "grad_cam", default = "", protocol = false,
    "a gene of which the page shows where the network sees it, in the first "
    .. "held-out section; empty: none",
  }
  local cells = protocols.cells()
  local unit = protocols.unit()
  local checkpoint = protocols.checkpoint()
  local folds = protocols.folds(data, unit, recipe.may_be_empty)

  local scores, others, models = {}, {}, {}
  local drawn = { targets = {}, predictions = {} }
  local seen
  for _, fold in ipairs(folds) do
    local targets = targets_of(fold)
    local values = { features = features, targets = targets, grid = grid,
                     background = background }
    local train = protocols.parts(values, fold.train)
    local test = protocols.parts(values, fold.test)
    local function score(predictions, map)
      return ms.expression_scores {
        predictions = predictions, map = map,
        targets = test.targets, grid = test.grid,
        target_row_shift = training.target_row_shift,
      }
    end

    for seed = 42, 41 + training.seeds do
      local settings = protocols.with(
        hist.settings(training, train, test, fold, checkpoint, seed),
        { target_row_shift = training.target_row_shift })
      local model = ablated
        and ms.hist_ablation_model(protocols.with(settings, ablation))
        or ms.hist_model(settings)
      local call = { model = model, features = test.features, grid = test.grid,
                     background = test.background }
      local predictions = ms.predictions(call)
      protocols.append(scores, score(predictions, ms.grid_predictions(call)))
      models[#models + 1] = model
      if seed == 42 then
        protocols.append(drawn.predictions, predictions)
        protocols.append(drawn.targets, test.targets)
        seen = seen or { model = model, section = fold.test[1] }
      end
    end

    for _, predictions in ipairs(baselines.of_spots {
      train = train, test = test, colours = colours, fold = fold,
      patients = baselines.patients(data.manifest, fold),
      total = datasets.total_of(target),
    }) do
      protocols.append(others, score(predictions))
    end
  end

  -- What is said of it.
  local stand_ins = encoders.for_ctranspath(encoder, encoder_words)
  if not morans then
    protocols.append(stand_ins, { data.own.genes_stand_in })
  end
  protocols.append(stand_ins, data.own.protocol_stand_ins)
  protocols.append(stand_ins, data.stand_ins)
  local panels = {}
  if #folds > 0 then
    panels[1] = ms.map_panel {
      scores = scores, dataset = data.dataset, targets = drawn.targets,
      predictions = drawn.predictions, picture = data.pictures,
      preferred = data.map_genes, limits = "fences",
    }
    panels[2] = ms.mask_identity_panel {
      scores = protocols.joined(scores, others),
      predictors = { "tissue_mask", model_name, "ridge_features" },
    }
    panels[3] = ms.training_panel { models = models }
  end
  if cam_gene ~= "" and seen then
    local function of_seen(list) return ms.part(list, { seen.section })[1] end
    panels[#panels + 1] = ms.grad_cam_panel {
      maps = ms.grad_cam {
        model = seen.model, features = of_seen(features), grid = of_seen(grid),
        background = background and of_seen(background), gene = cam_gene,
      },
      grid = of_seen(grid), dataset = of_seen(data.dataset),
      picture = of_seen(data.pictures),
    }
  end
  return { findings = ms.findings {
    title = recipe.title,
    model = model_name,
    scores = scores, baselines = others, models = models,
    dataset = data.dataset, panels = panels,
    expected = ms.source { "expected.json", learned_from = "nothing" },
    metric = "pearson.mean", reading = cells, unit = unit,
    averaging = "units", published_steps = training.paper_steps,
    stand_ins = stand_ins, notes = data.notes,
    scope = data.scope, scope_note = data.scope_note, protocol = ms.protocol(),
  } }
end

-- A whole slide under the grid of 80 x 64 tiles, no cell of which is blank
-- (recipes/hist_loocv/METHOD.md 4.4).
--
--   file      of the slide
--   section, patient  what it and its patient are called, with their data set
--   cohort    "tcga": cropped to its tissue and turned upright; "icb", as the
--             slides of the immunotherapy cohort: neither
--   clean     whether tiles of pens and glass become white
--   encoder, layer    as encoders.encode takes them
--   returns   { under =, dataset =, grid =, features = }
function hist.slide(slide)
  local cropped = slide.cohort == "tcga"
  local under = ms.slide_grid {
    slide = slide.file, section = slide.section, patient = slide.patient,
    crop = cropped and "tissue" or "whole", turn_wide = cropped,
  }
  -- A tile is as wide as the slide makes it: 1/64 of it, whatever the tiles
  -- were that a network learned from.
  local patches = ms.slide_grid_patches {
    slide_grid = under, slide = slide.file,
    tile_px = 224, jpeg_quality = 75, scale = "any",
  }
  if slide.clean then patches = ms.clean_patches { patches = patches } end
  local dataset = ms.slide_grid_dataset { slide_grid = under }
  return {
    under = under, dataset = dataset,
    grid = ms.grid { dataset = dataset, rows = 80, columns = 64,
                     row_offset = 0, blank_rows = 0 },
    features = encoders.encode(slide.encoder, patches, slide.layer),
  }
end

-- The sample that a file of TCGA is of: the first 15 letters of its name, up to
-- the first dot, as "TCGA-A1-A0SB-01".
function hist.sample_of(name) return name:match("^[^.]*"):sub(1, 15) end

-- One slide a sample. Several write to one place in the published code, so the
-- last of each is kept; samples in the order in which they are first met.
--
--   names    of files
--   returns  { { sample =, name = }, ... }
function hist.last_slides(names)
  local slides, place_of = {}, {}
  for _, name in ipairs(names) do
    local sample = hist.sample_of(name)
    place_of[sample] = place_of[sample] or #slides + 1
    slides[place_of[sample]] = { sample = sample, name = name }
  end
  return slides
end

return hist
