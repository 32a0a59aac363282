-- What HiST reads from its predicted maps: clusters, genes that differ between
-- them, enriched sets of genes, and pseudo-bulk beside bulk expression.
--
-- Paper     Li, Zhang et al. 2026, doi:10.1002/advs.202514351
-- Method    METHOD.md, whose numbers stand beside the calls
-- Data      her2st, Andersson et al. 2021, doi:10.1038/s41467-021-26271-2;
--           bulk expression of tcga_brca; Hallmark sets of MSigDB
-- Expected  expected_not_here.json, expected_terms_not_here.json
-- Departs   README.md, "What differs from the paper"

local ms = require "moonstain"
local baselines = require "baselines"
local datasets = require "datasets"
local encoders = require "encoders"
local hist = require "hist"
local protocols = require "protocols"

local unit = protocols.unit()
local gene_choice = protocols.gene_choice()
local called_by = ms.param {                                          -- 2
  name = "called_by", default = "adjusted", choices = { "adjusted", "raw" },
  "which p calls a gene; the paper does not say",
}
local threshold = 0.01                                                -- 2
local resolution = ms.param {                                         -- 1
  name = "resolution", default = 1, paper = 0.4,
  "of Leiden; at the paper's most of these small sections are one cluster",
}
local places = ms.param {                                             -- 1
  name = "places", default = "all", paper = "tumour",
  choices = { "all", "tumour" },
  "spots that are clustered and tested: all, or those of the predicted tumour, as "
  .. "the paper's",
}
local tumour_above = ms.param {                                       -- 1
  name = "tumour_above", default = 0.5,
  "the predicted tumour is where the mask is above this",
}
local seed = ms.param { name = "seed", default = 0, protocol = false,
                        "of Leiden" }

-- Expression of 785 genes, and of the 50 whose bulk values are at hand, by a
-- ridge on frozen features: the cheapest honest model.
local data = datasets.open "her2st"
local her2st = data.manifest
local encoder = encoders.beside_ctranspath("mobilenet_v1")
local features, encoder_words =
  encoders.encode(encoder, data.crops(75), "block8")
local colours = ms.colour { patches = data.crops(0), statistics = "mean" }
local targets_of = datasets.targets(data, "t1", gene_choice)
local bulk_targets = ms.targets {
  dataset = data.dataset, total = "all", scale_to = 1e4, log = "ln_1p",
  genes = ms.source { "pam50.txt", learned_from = "nothing" }, absent = "zero",
}

-- The tumour, predicted by a ridge on the same features.
local masks = places == "tumour"
              and hist.tumour_masks(her2st, data.sections, data.dataset) or nil

-- Bulk expression: 956 patients of TCGA, RSEM of 50 genes.
local tcga = ms.manifest "tcga_brca"
local bulk = ms.cohort {
  table = tcga:table "slides", about = "tcga_brca/patients", id = "case_id",
  repeated = "first", columns = { "age" }, matrices = { tcga:table "pam50" },
  matrix_names = { "pam50" },
}

-- Clusters and what differs between them (1 to 3), of one section.
local sets = ms.manifest("genes"):table "hallmark"
local function terms_of(tests, dataset)
  return ms.enriched_terms {
    tests = tests, sets = sets, dataset = dataset, called_by = called_by,
    threshold = threshold, term_threshold = 0.05, min_genes = 5,
  }
end
local function analysed(predictions, measured)
  local clusters = ms.expression_clusters {
    predictions = predictions, like = measured and measured.clusters,
    most_variable = 100, components = 50, neighbours = 15, resolution = resolution,
    iterations = 2, seed = seed,
  }
  local tests = ms.gene_tests {
    predictions = predictions,
    groups = measured and measured.clusters or clusters,
  }
  return { clusters = clusters, tests = tests, terms = terms_of(tests) }
end

local group_scores, group_others = {}, {}
local maps = { measured = {}, predicted = {} }
local terms = { measured = {}, predicted = {} }
local bulk_scores, bulk_others = {}, {}

for _, fold in ipairs(ms.folds(her2st, data.sections, unit)) do
  local values = { features = features, targets = targets_of(fold) }
  local train = protocols.parts(values, fold.train)
  local test = protocols.parts(values, fold.test)
  test.dataset = ms.part(data.dataset, fold.test)
  local call = { fold = fold, train = train, test = test,
                 patients = baselines.patients(her2st, fold) }
  local of_bulk = protocols.with(call, {
    train = protocols.with(train, { targets = ms.part(bulk_targets, fold.train) }),
    test = protocols.with(test, { targets = ms.part(bulk_targets, fold.test) }),
  })
  local predicted = baselines.feature_ridge(call)
  local by_colour = baselines.colour_ridge("colour_ridge", colours, call)
  local predicted_bulk = baselines.feature_ridge(of_bulk)

  local tumour = masks and baselines.feature_ridge(protocols.with(call, {
    train = protocols.with(train, { targets = ms.part(masks, fold.train) }),
    test = protocols.with(test, { targets = ms.part(masks, fold.test) }),
  }))

  for i, section in ipairs(fold.test) do
    local dataset = test.dataset[i]
    local function placed(predictions)
      return tumour and ms.marked_predictions {
        predictions = predictions, mask = tumour[i], above = tumour_above,
      } or predictions
    end
    local as_measured =
      placed(ms.measured_predictions { targets = test.targets[i] })
    local measured = analysed(as_measured)
    local function scored(predictions, list)
      local found = analysed(predictions, measured)
      list[#list + 1] = ms.group_scores {
        predictions = predictions, tests = found.tests,
        measured_tests = measured.tests, terms = found.terms,
        measured_terms = measured.terms, clusters = found.clusters,
        measured_clusters = measured.clusters, called_by = called_by,
        threshold = threshold,
      }
      return found
    end
    local of_places = placed(predicted[i])
    local found = scored(of_places, group_scores)
    scored(placed(by_colour[i]), group_others)
    scored(ms.shuffled_predictions { predictions = of_places,
                                     name = "shuffled_spots", seed = 1 },
           group_others)
    protocols.append(maps.measured, { measured.clusters })
    protocols.append(maps.predicted, { found.clusters })
    protocols.append(terms.measured,
                     { measured.terms, terms_of(measured.tests, dataset) })
    protocols.append(terms.predicted,
                     { found.terms, terms_of(found.tests, dataset) })

    -- Pseudo-bulk (4): the mean of the predicted values, by gene.
    local function profile(predictions)
      return ms.slide_values { predictions = predictions, dataset = dataset,
                               form = "logarithms" }
    end
    local function beside(step, predictions)
      return step { profile = profile(predictions), cohort = bulk,
                    matrix = "pam50", scale = "log2_1p", above = 0.2 }
    end
    bulk_scores[#bulk_scores + 1] = beside(ms.bulk_scores, predicted_bulk[i])
    protocols.append(bulk_others, {
      beside(ms.average_bulk_scores, predicted_bulk[i]),
      beside(ms.bulk_scores, ms.measured_predictions {
        targets = of_bulk.test.targets[i] }),
    })
  end
end

local function said(call)
  return ms.findings(protocols.with({
    model = "ridge_features", dataset = data.dataset, unit = unit,
    averaging = "units", scope = data.scope, scope_note = data.scope_note,
    stand_ins = { "a ridge on " .. encoder_words .. ", for HiST" },
    protocol = ms.protocol(),
  }, call))
end

return {
  findings = said {
    title = "What clusters, tests and sets of predicted maps share with those of "
            .. "measured ones",
    scores = group_scores, baselines = group_others,
    metric = "shared_genes.mean", reading = "tissue",
    notes = {
      "Groups are clusters of the measured expression of a section; a model is "
      .. "asked what differs between them.",
      "Clusters are made of the genes that are tested between them, so p is no "
      .. "chance here: it ranks genes, for everyone alike.",
      "shuffled_spots has the model's values, each given to another spot.",
      places == "tumour" and "Of each section only the spots of the predicted tumour "
        .. "are clustered and tested, those above " .. tumour_above .. " by a ridge on "
        .. "the features and the training sections' labels." or nil,
    },
    panels = {
      ms.group_panel {
        scores = protocols.joined(group_scores, group_others),
      },
      ms.cluster_panel { dataset = data.dataset, measured = maps.measured,
                         predicted = maps.predicted, picture = data.pictures },
      ms.terms_panel { measured = terms.measured, predicted = terms.predicted },
    },
  },
  bulk = said {
    title = "Pseudo-bulk of her2st's sections beside patients of TCGA-BRCA",
    scores = bulk_scores, baselines = bulk_others,
    metric = "bulk_pearson.mean", reading = "bulk",
    notes = {
      "No slide is of a patient of this cohort: every correlation is with "
      .. "somebody else's tumour, and so is no sign that a slide tells "
      .. "its patient's expression.",
    },
    panels = {
      ms.bulk_panel { scores = protocols.joined(bulk_scores, bulk_others) },
    },
  },
  not_here = said {
    title = "HiST's pseudo-bulk, published numbers that cannot be tested here",
    scores = bulk_scores, baselines = bulk_others,
    metric = "bulk_pearson.mean", reading = "bulk",
    expected = ms.source { "expected_not_here.json", learned_from = "nothing" },
    missing = "slides of TCGA with predicted maps, and bulk expression of four "
              .. "of its five cancers",
  },
  terms_not_here = said {
    title = "HiST's enriched terms, published numbers that cannot be tested here",
    scores = group_scores, baselines = group_others,
    metric = "shared_terms.mean", reading = "tissue",
    expected = ms.source { "expected_terms_not_here.json",
                           learned_from = "nothing" },
    missing = "measured sections of liver tumours with their response, and GO's "
              .. "terms",
  },
}
