-- HESpotEx on whole slides of which only bulk expression is known.
--
-- Method  recipes/hespotex_loocv/METHOD.md 7.2, a protocol of ours: the paper
--         publishes none
-- Data    made-up slides, whose truth is known; one real slide, of which nothing
--         was measured, for how far predictions stay where it is changed

local ms = require "moonstain"
local hespotex = require "hespotex"

local params = hespotex.params()
local cases = ms.param { name = "cases", default = 24, quick = 8,
                         "made-up slides that are scored, at most 24" }

-- Both stages on all sections that are given; nothing is held out.
local function trained_on(slides, own)
  local stages = hespotex.stages(slides, own, {
    fold = { name = "all", unit = "section", train = slides.sections, test = {} },
    variant = "published", genes_by = slides.sections,
    latents_by = slides.sections,
  })
  return {
    hespotex = stages.model("last", "published"),
    colour_ridge = ms.ridge_model {
      features = ms.part(slides.colours, slides.sections),
      targets = stages.train.targets, alpha = 10,
    },
  }
end

-- What each predictor says of a slide's tiles.
local function said_of(models, slide)
  return {
    hespotex = ms.predictions {
      model = models.hespotex, features = slide.features, graph = slide.graph,
      nuclei = slide.nuclei, name = "hespotex", part = "model",
    },
    colour_ridge = ms.ridge_predictions {
      model = models.colour_ridge, features = slide.colours,
      name = "colour_ridge",
    },
  }
end

-- Made-up slides: a tissue a patient, colours of three of its genes. Models learn
-- on sections of other tissues; what they say of a slide's tiles is mixed to one
-- value a gene, and held against the tissue's counts, mixed.
local made_up = ms.manifest "synthetic_slides"
local function made(section)
  local function call(step, dataset, tile_px)
    return step { manifest = made_up, sections = { section }, pair = section,
                  seed = params.seed, dataset = dataset, tile_px = tile_px }[1]
  end
  local dataset = call(ms.synthetic_pair_dataset)
  return dataset, call(ms.synthetic_pair_patches, dataset, 32)
end
local learned = { manifest = made_up, sections = {}, dataset = {} }
local tiles = {}
for i = 1, 6 do
  learned.sections[i] = made_up.sections[i]
  learned.dataset[i], tiles[i] = made(made_up.sections[i])
end
hespotex.prepare(learned, tiles, "stain_texture")
learned.grid = ms.grid { dataset = learned.dataset, rows = 64, columns = 64 }
local made_models = trained_on(learned, {
  top_genes = 32, gene_spots = 0, gate_steps = params.gate_steps,
  epochs = 60, seed = params.seed,
})
local tissues, values = {}, { hespotex = {}, colour_ridge = {} }
for i = 1, cases do
  local dataset, windows = made(made_up.sections[6 + i])
  local slide = hespotex.prepare({ dataset = dataset }, windows, "stain_texture")
  tissues[i] = dataset
  for predictor, predictions in pairs(said_of(made_models, slide)) do
    values[predictor][i] = ms.slide_values { predictions = predictions,
                                             dataset = dataset }
  end
end
local bulk = ms.pseudobulk { dataset = tissues, about = "synthetic_slides" }
local scores = {}
for predictor, list in pairs(values) do
  scores[predictor] = ms.slide_scores {
    predictions = list, cohort = bulk, matrix = "rna",
    listed = { "gene0", "gene1", "gene2", "gene3" }, permutations = 1000,
    seed = params.seed,
  }
end

-- The real slide, as the sections of her2st were read; then with another stain,
-- half of its tiles, and tiles half a pitch away.
local slides = hespotex.open()
local models = trained_on(slides, params)
local source = ms.manifest "slides"
local name = source.sections[1]
local file = source:files("slide", { name })[1]
local function real(options, stain)
  options.slide = file
  options.section, options.patient = "slides/" .. name, "slides/CMU"
  options.seed = params.seed
  local dataset = ms.slide_tiles(options)
  local windows = ms.clipped_patches { dataset = dataset, picture = file,
                                       tile_px = 224 }
  if stain then
    windows = ms.stain_jitter { patches = windows,
                                haematoxylin = stain.haematoxylin,
                                eosin = stain.eosin }
  end
  local slide = hespotex.prepare({ dataset = dataset }, windows, slides.encode_by)
  slide.labels = ms.nuclei { dataset = dataset, picture = file }
  slide.nuclei = ms.nucleus_counts { dataset = dataset, labels = slide.labels }
  return slide
end
local as_it_is = real {}
local unchanged = said_of(models, as_it_is)
local agreement, changes = {}, {}
for _, arm in ipairs {
  { "haematoxylin x 0.8", {}, { haematoxylin = 0.8 } },
  { "haematoxylin x 1.2", {}, { haematoxylin = 1.2 } },
  { "eosin x 0.8", {}, { eosin = 0.8 } },
  { "eosin x 1.2", {}, { eosin = 1.2 } },
  { "half of the tiles", { share = 0.5 } },
  { "tiles half a pitch away", { shift_pitches = 0.5 } },
} do
  local changed = said_of(models, real(arm[2], arm[3]))
  for _, predictor in ipairs { "hespotex", "colour_ridge" } do
    changes[#changes + 1] = arm[1]
    agreement[#agreement + 1] = ms.slide_agreement {
      predictions = changed[predictor], unchanged = unchanged[predictor],
    }
  end
end

return { findings = ms.findings {
  title = "HESpotEx on whole slides: made-up ones scored, a real one changed",
  model = "hespotex", scores = { scores.hespotex },
  baselines = { scores.colour_ridge }, models = { made_models.hespotex },
  metric = "pearson.mean", reading = "patients", unit = "patient",
  scope = "demo",
  scope_note = "scored on made-up slides whose colours follow 3 of 32 genes; "
               .. "slides of TCGA are not at hand",
  notes = { "The real slide is of unknown tissue: nothing about it is right or "
            .. "wrong here." },
  stand_ins = hespotex.stand_ins(slides),
  panels = {
    ms.slide_agreement_panel {
      scores = agreement, changes = changes,
      title = "A real slide, changed: what the predictors say of it",
    },
    ms.nuclei_panel {
      dataset = as_it_is.dataset, labels = as_it_is.labels,
      counts = as_it_is.nuclei, picture = file,
      title = "Nuclei found in the real slide",
    },
  },
  protocol = ms.protocol(),
} }
