-- What HiST reads from its predicted maps: clusters, genes that differ between
-- them, enriched sets of genes, and pseudo-bulk beside bulk expression.
--
-- Paper     Li, Zhang et al. 2026, doi:10.1002/advs.202514351
-- Method    METHOD.md, whose numbers stand beside the calls
-- Data      her2st, Andersson et al. 2021, doi:10.1038/s41467-021-26271-2;
--           bulk expression of tcga_brca; Hallmark sets of MSigDB
-- Expected  expected_not_here.json
-- Departs   README.md, "What differs from the paper"

local ms = require "moonstain"
local baselines = require "baselines"
local datasets = require "datasets"
local encoders = require "encoders"
local protocols = require "protocols"

local unit = protocols.unit()
local gene_choice = protocols.gene_choice()
local called_by = ms.param {                                          -- 2
  name = "called_by", default = "adjusted", choices = { "adjusted", "raw" },
  "which p calls a gene; the paper does not say",
}
local threshold = 0.01                                                -- 2
local seed = ms.param { name = "seed", default = 0, protocol = false,
                        "of Leiden" }

-- Expression of 785 genes, and of the 50 whose bulk values are at hand, by a
-- ridge on frozen features: the cheapest honest model.
local data = datasets.open "her2st"
local her2st = data.manifest
local features, encoder_words =
  encoders.encode("mobilenet_v1", data.crops(75), "block8")
local colours = ms.colour { patches = data.crops(0), statistics = "mean" }
local targets_of = datasets.targets(data, "t1", gene_choice)
local bulk_targets = ms.targets {
  dataset = data.dataset, total = "all", scale_to = 1e4, log = "ln_1p",
  genes = ms.source { "pam50.txt", learned_from = "nothing" }, absent = "zero",
}

-- Bulk expression: 956 patients of TCGA (RSEM); and of her2st's own patients
-- all spots of a patient together.
local tcga = ms.manifest "tcga_brca"
local bulk = ms.cohort {
  table = tcga:table "slides", about = "tcga_brca/patients", id = "case_id",
  repeated = "first", columns = { "age" }, matrices = { tcga:table "pam50" },
  matrix_names = { "pam50" },
}
local counted = {}
for _, section in ipairs(her2st:having("counts", "spots")) do
  -- Not the patient of whom the list of genes was made.
  if her2st:patient_of(section) ~= her2st:patient_of(data.own.genes_from) then
    counted[#counted + 1] = section
  end
end
local all_datasets = ms.dataset { manifest = her2st, sections = counted }
-- Of a fold those whom no model has seen, and whom it holds out.
local function own_bulk(fold)
  local seen, kept = {}, {}
  for _, section in ipairs(fold.train) do seen[her2st:patient_of(section)] = true end
  for _, section in ipairs(fold.test) do seen[her2st:patient_of(section)] = nil end
  for _, section in ipairs(counted) do
    if not seen[her2st:patient_of(section)] then kept[#kept + 1] = section end
  end
  return ms.pseudobulk { dataset = ms.part(all_datasets, kept), about = "her2st" }
end

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
    most_variable = 100, components = 50, neighbours = 15, resolution = 0.4,
    iterations = 2, seed = seed,
  }
  local tests = ms.gene_tests {
    predictions = predictions,
    groups = measured and measured.clusters or clusters,
  }
  return { clusters = clusters, tests = tests, terms = terms_of(tests) }
end

local group_scores, group_others, models = {}, {}, {}
local maps = { measured = {}, predicted = {} }
local terms = { measured = {}, predicted = {} }
local bulk_scores, bulk_others, own_scores, own_others = {}, {}, {}, {}

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
  local cohort = own_bulk(fold)

  for i, section in ipairs(fold.test) do
    local dataset = test.dataset[i]
    local as_measured = ms.measured_predictions { targets = test.targets[i] }
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
    local found = scored(predicted[i], group_scores)
    scored(by_colour[i], group_others)
    scored(ms.shuffled_predictions { predictions = predicted[i],
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
    local function beside(profiles, into, others, against)
      into[#into + 1] = ms.bulk_scores(
        protocols.with(against, { profile = profiles.predicted }))
      others[#others + 1] = ms.average_bulk_scores(
        protocols.with(against, { profile = profiles.predicted }))
      others[#others + 1] = ms.bulk_scores(
        protocols.with(against, { profile = profiles.measured }))
    end
    beside({
      predicted = profile(predicted_bulk[i]),
      measured = profile(ms.measured_predictions {
        targets = of_bulk.test.targets[i] }),
    }, bulk_scores, bulk_others,
      { cohort = bulk, matrix = "pam50", scale = "log2_1p", above = 0.2 })
    beside({
      predicted = profile(predicted[i]),
      measured = profile(as_measured),
    }, own_scores, own_others,
      { cohort = cohort, matrix = "rna", scale = "as_is", above = 0.2 })
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

local everyone = {}
for _, list in ipairs { bulk_scores, bulk_others, own_scores, own_others } do
  protocols.append(everyone, list)
end
local by_group = {}
for _, list in ipairs { group_scores, group_others } do
  protocols.append(by_group, list)
end
return {
  findings = said {
    title = "What clusters, tests and sets of predicted maps share with those of "
            .. "measured ones",
    scores = group_scores, baselines = group_others,
    metric = "shared_terms.mean", reading = "tissue",
    notes = {
      "Groups are clusters of the measured expression of a section; a model is "
      .. "asked what differs between them.",
      "shuffled_spots has the model's values, each given to another spot.",
    },
    panels = {
      ms.group_panel { scores = by_group },
      ms.cluster_panel { dataset = data.dataset, measured = maps.measured,
                         predicted = maps.predicted, picture = data.pictures },
      ms.terms_panel { measured = terms.measured, predicted = terms.predicted },
    },
  },
  bulk = said {
    title = "Pseudo-bulk of her2st's sections beside patients of TCGA-BRCA",
    scores = bulk_scores, baselines = bulk_others,
    metric = "bulk_pearson_share", reading = "bulk",
    notes = {
      "No slide is of a patient of this cohort: every correlation is with "
      .. "somebody else's tumour, and so is no sign that a slide tells "
      .. "its patient's expression.",
    },
    panels = { ms.bulk_panel { scores = everyone } },
  },
  not_here = said {
    title = "HiST's downstream analyses, published numbers that cannot be "
            .. "tested here",
    scores = bulk_scores, baselines = bulk_others,
    metric = "bulk_pearson_share", reading = "bulk",
    expected = ms.source { "expected_not_here.json", learned_from = "nothing" },
    missing = "slides of TCGA with predicted maps, bulk expression of the other "
              .. "cancers, and the liver sections with their response",
  },
}
