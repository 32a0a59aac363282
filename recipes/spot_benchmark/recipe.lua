-- Which method over spots beats a ridge on three colours, patients held out?
--
-- Data      her2st, Andersson et al. 2021, doi:10.1038/s41467-021-26271-2
-- Methods   recipes/lib/spot_methods.lua
-- Protocol  README.md: P1-6 and P1p-6, the common her2st protocol on the six
--           sections whose pictures are at hand
-- Expected  expected.json: what is published of each method, by its predictor

local ms = require "moonstain"
local baselines = require "baselines"
local datasets = require "datasets"
local protocols = require "protocols"
local spot_methods = require "spot_methods"

local data = datasets.open(ms.param {
  name = "dataset", default = "her2st", choices = { "her2st", "mob" },
  "manifest whose sections are used; mob is of one animal: unit=section",
})
local target = ms.param {
  name = "target", default = "p1", choices = { "p1", "t1" },
  "p1: log10(1 + 1e4 n / counts of the chosen genes); t1: ln, over all genes",
}
local unit = ms.param {
  name = "unit", default = "patient", choices = { "patient", "section" },
  "who is held out: P1p-6, or P1-6, where sections of one patient stand on both "
  .. "sides",
}
local gene_choice = datasets.has_gene_choice(data) and protocols.gene_choice()
                    or "all sections"
local list = spot_methods.chosen(ms.param {
  name = "methods", default = "all", choices = { "all", "features" },
  "features: those that read frozen features alone, minutes in place of hours",
})
local params = spot_methods.params(list)
local names, labels = spot_methods.labels(list)
local judged = ms.param {
  name = "judged", default = "hist2rna", choices = names, protocol = false,
  "the method whose verdict the page gives; the others stand beside it",
}

local inputs, encoder_words = spot_methods.inputs(data, list)
local colours = baselines.colours(inputs.pixels)
local targets_of = datasets.targets(data, target, gene_choice)

local scores, others, models, partial = {}, {}, {}, {}
local drawn = { targets = {}, predictions = {} }
for _, fold in ipairs(ms.folds(data.manifest, data.sections, unit, {
  may_be_empty = true,
})) do
  local values = protocols.with(inputs, { targets = targets_of(fold) })
  local train = protocols.parts(values, fold.train)
  local test = protocols.parts(values, fold.test)
  local function score(list, predictions)
    protocols.append(list, ms.expression_scores {
      predictions = predictions, targets = test.targets,
      training = train.targets,
    })
  end

  for _, method in ipairs(list) do
    local is_judged = method.name == judged
    if spot_methods.can_learn(method, fold) then
      local predictions, model = spot_methods.run(
        method, params, fold, train, test, is_judged and "model" or "variant")
      score(is_judged and scores or others, predictions)
      if is_judged then
        models[#models + 1] = model
        protocols.append(drawn.targets, test.targets)
        protocols.append(drawn.predictions, predictions)
      end
    else
      partial[method.name] = true
    end
  end

  -- Controls C0 to C5; C1 reads the measured depth, an oracle.
  local call = {
    fold = fold, train = train, test = test,
    patients = baselines.patients(data.manifest, fold),
  }
  score(others, baselines.mean(train, test))
  for _, name in ipairs { "colour_ridge", "colour_sd_ridge" } do
    score(others, baselines.colour_ridge(name, colours[name], call))
  end
  score(others, baselines.feature_ridge(call))
  score(others, ms.knn_predictions {
    name = "nearest_50", neighbours = 50, training = train.features,
    targets = train.targets, features = test.features,
  })
  score(others, ms.depth_predictions {
    name = "spot_depth", training = train.targets, targets = test.targets,
    total = datasets.total_of(target),
  })
end

local stand_ins = { encoder_words .. ", for each method's own encoder" }
protocols.append(stand_ins, data.stand_ins)
if partial[judged] then
  error("judged=" .. judged .. ": it learns from two sections or more, and with "
        .. "unit=" .. unit .. " a fold has one; choose unit=section, or another", 0)
end
local some = {}
for _, method in ipairs(list) do
  if partial[method.name] then some[#some + 1] = method.name end
end
local all = protocols.joined(scores, others)
local function ranking(form, title)
  return ms.ranking_panel {
    scores = all, against = "colour_ridge", form = form, title = title,
    names = names, labels = labels,
  }
end

return { findings = ms.findings {
  title = "Methods over spots beside a ridge on colours, one " .. unit
          .. " held out",
  model = judged, scores = scores, baselines = others, models = models,
  ranked_against = "colour_ridge", partial = some, dataset = data.dataset, unit = unit,
  metric = "pearson.mean", reading = "tissue", averaging = "units",
  panels = {
    ranking("table", "All methods and controls"),
    ranking("forest", "What each gains over a ridge on colours"),
    ms.map_panel {
      scores = scores, dataset = data.dataset, targets = drawn.targets,
      predictions = drawn.predictions, picture = data.pictures,
      items = data.map_genes,
    },
    ms.training_panel { models = models },
  },
  expected = ms.source { "expected.json", learned_from = "nothing" },
  stand_ins = stand_ins,
  notes = {
    "Published numbers are of 32 sections and of other numbers of epochs: on "
    .. "these six they cannot be tested.",
    "Last epochs are kept; nothing was chosen on a held-out section.",
  },
  scope = data.scope, scope_note = data.scope_note, protocol = ms.protocol(),
} }
