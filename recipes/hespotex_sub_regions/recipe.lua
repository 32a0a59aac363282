-- HESpotEx on the parts of one made-up section, each held out in turn: what is
-- gained by spots beside the ones that are tested.
--
-- Method  recipes/hespotex_loocv/METHOD.md 6.2 (CS-2), a protocol of ours
-- Data    nothing but what a seed makes; it says nothing of the method on tissue

local ms = require "moonstain"
local hespotex = require "hespotex"

local manifest = ms.manifest "synthetic"
local section = manifest.sections[1]
local side = ms.param { name = "side", default = 80, quick = 60,
                        "spots along a side of the section" }
local top_genes = ms.param { name = "top_genes", default = 32, quick = 16,
                             "most variable genes taken" }
local gate_steps = ms.param { name = "gate_steps", default = 200, quick = 20,
                              "steps of the first stage" }
local epochs = ms.param { name = "epochs", default = 150, quick = 20,
                          "passes of the second stage over the section" }
local seed = ms.param { name = "seed", default = 0, protocol = false,
                        "of all that is made up and of first weights" }
local gene_choice, gate_fit = hespotex.gene_choice(), hespotex.gate_fit()
local near = ms.switch {
  name = "near", kind = "leak",
  published = "kept", audited = "left out",
  why = "spots within 128 um of a held-out part of the section are trained on",
}
local encoder = "stain_texture"

-- The section; tissue 39 has some in all of its sixteen parts.
local function made(step, dataset, tile_px)
  return step { manifest = manifest, sections = { section }, seed = seed,
                pair = "39", side = side, dataset = dataset,
                tile_px = tile_px }[1]
end

local whole = made(ms.synthetic_pair_dataset)
local parts = ms.regions { manifest = manifest, sections = { section },
                           rows = 4, columns = 4 }

-- Spots of some parts, as both stages take them.
local function part_of(dataset, gene_list)
  local tiles = made(ms.synthetic_pair_patches, dataset, 32)
  local slide = hespotex.prepare({ dataset = dataset }, tiles, encoder)
  slide.targets = ms.targets {
    dataset = dataset, gene_list = gene_list, absent = "zero",
    total = "chosen", scale_to = 1e6, log = "ln_1p",
  }
  return slide
end

local scores, others, models = {}, {}, {}
for _, fold in ipairs(ms.folds(manifest, parts, "block")) do
  local test_spots = ms.blocks { dataset = whole, blocks = fold.test }
  local train_spots = ms.blocks {
    dataset = whole, blocks = fold.train,
    apart_from = near == "left out" and fold.test or {},
    apart_um = near == "left out" and 128 or 0,
  }
  local genes = ms.variable_genes {
    dataset = { gene_choice == "all sections" and whole or train_spots },
    most_variable = top_genes, span = 0.3, min_spots = 0,
  }
  local train, test = part_of(train_spots, genes), part_of(test_spots, genes)
  local fitted = gate_fit == "all sections" and part_of(whole, genes) or train
  local gate = ms.gate_model {
    targets = fitted.targets, graph = fitted.gate_graph,
    steps = gate_steps, clip_norm = 5, seed = seed,
    learning_rate = 1e-3, weight_decay = 1e-4, tying = "published",
  }
  local model = ms.hespotex_model {
    features = { train.features }, targets = { train.targets },
    latents = { ms.gate_latents { model = gate, targets = train.targets,
                                  graph = train.gate_graph } },
    graph = { train.graph }, checkpoint = "last",
    neighbour_term = "published", output = "published",
    epochs = epochs, learning_rate = 1e-3, weight_decay = 1e-3,
    seed = seed, fold = fold.name,
  }
  models[#models + 1] = model
  scores[#scores + 1] = ms.expression_scores {
    predictions = hespotex.predictions(test, model, "hespotex", "model",
                                       "published"),
    targets = test.targets, training = { train.targets },
  }
  others[#others + 1] = ms.expression_scores {
    predictions = ms.ridge_predictions {
      name = "colour_ridge", features = test.colours,
      model = ms.ridge_model { features = { train.colours },
                               targets = { train.targets }, alpha = 10 },
    },
    targets = test.targets, training = { train.targets },
  }
end

return { findings = ms.findings {
  title = "HESpotEx on the parts of one made-up section (CS-2)",
  model = "hespotex", scores = scores, baselines = others, models = models,
  dataset = { whole }, metric = "pearson.mean", reading = "tissue",
  unit = "block", scope = "demo",
  scope_note = "a made-up section: colours follow 3 of 32 genes, by design",
  protocol = ms.protocol(),
} }
