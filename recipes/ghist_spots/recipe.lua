-- GHIST by spots: what is measured of a spot is the sum of its nuclei.
--
-- Paper     Fu et al. 2025, doi:10.1038/s41592-025-02795-z
-- Method    recipes/ghist_cells/METHOD.md, whose numbers stand beside the calls
-- Data      her2st, Andersson et al. 2021, doi:10.1038/s41467-021-26271-2
-- Expected  expected.json, expected_not_here.json
-- Departs   README.md, "What differs from the paper"

local ms = require "moonstain"
local baselines = require "baselines"
local datasets = require "datasets"
local encoders = require "encoders"
local protocols = require "protocols"
local section_pairs = require "section_pairs"

-- Params and switches.
local width = ms.param { name = "width", default = 4, quick = 2, paper = 64,
                         "channels of the network's first level" }
local epochs = ms.param { name = "epochs", default = 10, quick = 2, paper = 50,
                          "passes over the training patches" }
local um_per_px = ms.param {
  name = "um_per_px", default = 0.688, quick = 1.376, paper = 0.25,
  "scale at which the network sees a section; 0.688 is that of the pictures",
}
local patch_px = ms.param {
  name = "patch_px", default = 160, quick = 80, paper = 416,
  "side of the patch around a spot, wider than the spot's 100 um",
}
local sum = ms.param {
  name = "sum", default = "counts", choices = { "counts", "logs" },
  paper = "logs",
  "what of a spot's nuclei is summed: counts, or their logarithms, which is "
  .. "the paper's text taken literally",
}
local seed = ms.param { name = "seed", default = 1, protocol = false,
                        "of first weights, order and augmentation" }
local unit = ms.switch {
  name = "unit", kind = "leak", published = "patient", audited = "patient",
  choices = { "section" },
  why = "sections of one patient share its tissue; the paper holds out "
        .. "patients, so both ends do",
}
local gene_choice = protocols.gene_choice()
local set_choice = ms.switch {                                    -- 5.5
  name = "gene_sets", kind = "leak",
  published = "all sections", audited = "training sections",
  why = "which genes count as spatially variable was seen on the held-out "
        .. "spots",
}

-- Sections with nuclei of our own, and windows for what stands beside.
local data = datasets.open "her2st"
local own = data.own
local dataset, pictures = data.dataset, data.pictures
local labels = ms.nuclei { dataset = dataset, picture = pictures }
local nuclei = ms.nucleus_counts { dataset = dataset, labels = labels }
local windows = ms.clipped_patches { dataset = dataset, picture = pictures,
                                     tile_px = 224 }
local features, encoder_words = encoders.encode("mobilenet_v1", windows,
                                                "block8")
local colours = ms.colour { patches = windows, statistics = "mean" }
local slides = {
  manifest = data.manifest, sections = data.sections, dataset = dataset,
  views = ms.tissue_view { dataset = dataset, picture = pictures,
                           um_per_px = 16 },
}

-- 785 genes (2.1), or as the list's rule has them of the training sections.
local genes = datasets.genes(data, gene_choice)

-- Two truths: ln(1 + count), by which the model learns (6), and the same genes
-- with a spot's total taken out.
local truths = {
  findings = { total = "none", log = "ln_1p", words = "counts" },
  normalised = { total = "chosen", scale_to = 1e4, log = "log10_1p",
                 words = "counts of 10,000 a spot" },
}
for _, truth in pairs(truths) do truth.scores, truth.others = {}, {} end

local models, drawn = {}, { targets = {}, predictions = {} }
for _, fold in ipairs(ms.folds(data.manifest, data.sections, unit)) do
  local counts = ms.listed_dataset(protocols.with(genes(fold), {
    dataset = dataset,
  }))
  local function parts(list) return ms.part(list, fold.train),
                                    ms.part(list, fold.test) end
  local train_counts, test_counts = parts(counts)
  local lists = {}
  for i, list in ipairs { "svg20", "svg50", "hvg50" } do
    lists[i] = ms.spatial_genes {
      dataset = set_choice == "all sections" and counts or train_counts,
      list = list, neighbours = 8,
    }
  end

  -- The model (3, 4, 6). Our nuclei have no types, so that of the network the
  -- parts about types and neighbourhoods are off.
  local model = ms.ghist_model {
    dataset = train_counts, labels = ms.part(labels, fold.train),
    picture = ms.part(pictures, fold.train),
    supervision = sum == "counts" and "spots" or "spots_literal",
    spot_radius_um = 50, components = { "morphology" }, width = width,
    epochs = epochs, batch = 8, patch_px = patch_px, um_per_px = um_per_px,
    learning_rate = 1e-3, weight_decay = 1e-4, stain_jitter = 0.03,
    seed = seed, fold = fold.name,
  }
  models[#models + 1] = model
  local predictions = ms.predictions {
    model = model, dataset = test_counts, labels = ms.part(labels, fold.test),
    picture = ms.part(pictures, fold.test), name = "ghist",
  }

  for name, truth in pairs(truths) do
    local targets = ms.targets { dataset = counts, total = truth.total,
                                 scale_to = truth.scale_to, log = truth.log }
    local values = { targets = targets, features = features, nuclei = nuclei }
    local train = protocols.parts(values, fold.train)
    local test = protocols.parts(values, fold.test)
    local function score(list, predicted, measured)
      protocols.append(list, ms.expression_scores {
        predictions = predicted, targets = measured, lists = lists,
        binned_similarity = true,
      })
    end
    score(truth.scores, predictions, test.targets)
    if name == "findings" then
      protocols.append(drawn.targets, test.targets)
      protocols.append(drawn.predictions, predictions)
    end

    -- Null, simple, oracle (9.13).
    local call = { fold = fold, train = train, test = test,
                   patients = baselines.patients(data.manifest, fold) }
    for _, other in ipairs {
      ms.mean_predictions { name = "training_mean", targets = train.targets,
                            dataset = test_counts },
      ms.factor_predictions { name = "nucleus_factor", targets = train.targets,
                              nuclei = test.nuclei },
      baselines.colour_ridge("colour_ridge", colours, call),
      baselines.feature_ridge(call),
      ms.depth_predictions { name = "spot_depth", training = train.targets,
                             targets = test.targets, total = "chosen" },
    } do
      score(truth.others, other, test.targets)
    end
    for i, section in ipairs(fold.test) do
      truth.others[#truth.others + 1] = ms.expression_scores {
        predictions = section_pairs.copy(slides, fold, train, section),
        targets = test.targets[i], lists = lists, binned_similarity = true,
      }
    end
  end
end

-- What is said of it. A gene that the network predicts as 0 everywhere has no
-- correlation, but the structural similarity of 5.5: all predictors stand beside
-- each other by that.
local function said(truth, call)
  call.title = "GHIST by spots, " .. truth.words .. ", one " .. unit
               .. " held out"
  call.model, call.unit, call.models = "ghist", unit, models
  call.scores, call.baselines = truth.scores, truth.others
  call.metric, call.reading = "binned_ssim.mean", "tissue"
  call.dataset, call.averaging = dataset, "units"
  call.scope, call.scope_note = data.scope, data.scope_note
  call.stand_ins = {
    "watershed on haematoxylin, without types, for Hover-Net retrained on six "
    .. "types",
    "785 genes of the common her2st protocol, for a list that is not public",
    encoder_words .. ", for the ridge on features",
  }
  call.notes = {
    "The last ReLU keeps some genes at 0 everywhere: they have no correlation, "
    .. "and means of Pearson's r leave them out. The headline is the paper's "
    .. "other measure, which all genes of all predictors have.",
  }
  call.protocol = ms.protocol()
  return ms.findings(call)
end
return {
  findings = said(truths.findings, {
    expected = ms.source { "expected.json", learned_from = "nothing" },
    panels = {
      ms.map_panel {
        scores = truths.findings.scores, dataset = dataset,
        targets = drawn.targets, predictions = drawn.predictions,
        picture = pictures, preferred = own.map_genes,
      },
      ms.training_panel { models = models },
      ms.nuclei_panel { dataset = dataset, labels = labels, counts = nuclei,
                        picture = pictures },
    },
  }),
  normalised = said(truths.normalised, {
    expected = ms.source { "expected.json", learned_from = "nothing" },
  }),
  not_here = said(truths.findings, {
    expected = ms.source { "expected_not_here.json", learned_from = "nothing" },
    missing = "predictions by the other methods and of other data sets",
  }),
}
