-- Which method over spots beats a ridge on three colours, patients held out?
--
-- Data      her2st, Andersson et al. 2021, doi:10.1038/s41467-021-26271-2
-- Methods   recipes/lib/spot_methods.lua, replicated_methods.lua
-- Protocol  recipes/lib/spot_protocols.lua; by default P1p-6, the common her2st
--           protocol on the six sections whose pictures are at hand
-- Expected  expected.json: what is published of each method, by its predictor

local ms = require "moonstain"
local baselines = require "baselines"
local datasets = require "datasets"
local protocols = require "protocols"
local spot_methods = require "spot_methods"
local spot_protocols = require "spot_protocols"

local protocol = spot_protocols.named(ms.param {
  name = "protocol", default = "p1p", choices = spot_protocols.names,
  "whose: README.md, \"Protocols\"; sets unit and target where they are not set",
})
local dataset_name = ms.param {
  name = "dataset", default = "her2st",
  "manifest whose sections are used: her2st; mob, of one animal: protocol=p1; or "
  .. "one that `moonstain data add` has made of a sample sheet",
}
local encoder = spot_methods.encoder()
local tiles = ms.param {
  name = "tiles", default = "picture", choices = { "picture", "patches" },
  "what windows are cut from; patches: those that HEST publishes, `patches` of the "
  .. "sample sheet, for sections whose slide is not at hand",
}
local data = datasets.open(
  dataset_name, encoder == "file" and "embeddings" or tiles)
spot_protocols.choose_genes(data, protocol)
local target = ms.param {
  name = "target", default = protocol.target,
  choices = { "p1", "t1", "p2", "counts", "cpm" },
  "p1: log10(1 + 1e4 n / counts of the chosen genes); t1: ln, over all genes; p2: "
  .. "ln, over the chosen ones, then the mean with the spots beside; counts: ln(1 + n); "
  .. "cpm: log2(1 + 1e6 n / all counts)",
}
local unit = spot_protocols.unit(protocol)
local gene_choice = spot_protocols.chooses_genes(data, protocol)
                    and protocols.gene_choice() or "all sections"
local truth = datasets.is_smoothed(target) and spot_protocols.truth() or "raw"
local cells = protocols.cells("tissue")
local grid = cells ~= "tissue" and data.grid() or nil
local list = spot_methods.with_encoder(spot_methods.chosen(ms.param {
  name = "methods", default = "all", choices = { "all", "features" },
  "features: those that read frozen features alone, minutes in place of hours",
}), encoder)
local params = spot_methods.params(list)
local names, labels = spot_methods.labels(list)
local judged = ms.param {
  name = "judged", default = "hist2rna", choices = names, protocol = false,
  "the method whose verdict the page gives; the others stand beside it",
}

local inputs, encoder_words = spot_methods.inputs(data, list, {
  encoder = encoder, window_um = protocol.window_um,
  has_pixels = data.pictures ~= nil or tiles == "patches",
  features = encoder == "file" and datasets.stored_features(data, {
    learned_from = ms.param {
      name = "encoder_learned_from", default = { "unknown" }, protocol = false,
      "data sets that the encoder of a file has learned from, or nothing",
    },
    most_missing = ms.param {
      name = "most_missing", default = 0.1,
      "largest share of a section's spots that a file has no features of",
    },
    patch_px = ms.param {
      name = "patch_px", default = 0,
      "side of a file's patches at full resolution; 0: as it says",
    },
  }) or nil,
})
-- What costs nothing and all are set against: colours, where there are pixels.
local colours = inputs.pixels and baselines.colours(inputs.pixels) or {}
local against = inputs.pixels and "colour_ridge" or "ridge_features"
local against_words = inputs.pixels and "a ridge on colours"
                      or "a ridge on frozen features"
local targets_of = datasets.targets(data, target, gene_choice)
local counts_of = spot_methods.counts(data, gene_choice, list)

local scores, others, models, partial = {}, {}, {}, {}
local beside = { models = {}, names = {} }
local drawn = { targets = {}, predictions = {} }
local sized = { models = {}, model_names = {} }
local folds, folds_note, held_out = spot_protocols.folds(data, protocol, unit)
for _, fold in ipairs(folds) do
  local targets, of_spot_alone = targets_of(fold)
  local values = protocols.with(inputs, {
    targets = targets, truth = truth == "raw" and of_spot_alone or targets,
    counts = counts_of(fold),
  })
  local train = protocols.parts(values, fold.train)
  local test = protocols.parts(values, fold.test)
  local function score(list, predictions)
    protocols.append(list, ms.expression_scores {
      predictions = predictions, targets = test.truth,
      training = train.truth, grid = grid and ms.part(grid, fold.test),
      binned_similarity = protocol.similarity,
    })
  end

  for _, method in ipairs(list) do
    local is_judged = method.name == judged
    if spot_methods.can_learn(method, fold) then
      local predictions, model = spot_methods.run(
        method, params, fold, train, test, is_judged and "model" or "variant")
      score(is_judged and scores or others, predictions)
      protocols.append(sized.models, { model })
      protocols.append(sized.model_names, { method.name })
      if is_judged then
        models[#models + 1] = model
        protocols.append(drawn.targets, test.truth)
        protocols.append(drawn.predictions, predictions)
      else
        beside.models[#beside.models + 1] = model
        beside.names[#beside.names + 1] = method.name
      end
    else
      partial[method.name] = true
    end
  end

  -- Controls C0 to C5, and a ridge on what C4 has whose penalty is searched; C1
  -- reads the measured depth, an oracle.
  local call = {
    fold = fold, train = train, test = test,
    patients = baselines.patients(data.manifest, fold),
  }
  score(others, baselines.mean(train, test))
  if grid then
    score(others, ms.mask_predictions {
      name = "tissue_mask", targets = test.truth,
      grid = ms.part(grid, fold.test),
    })
  end
  for _, name in ipairs(inputs.pixels and { "colour_ridge", "colour_sd_ridge" }
                        or {}) do
    score(others, baselines.colour_ridge(name, colours[name], call))
  end
  score(others, baselines.feature_ridge(call))
  score(others, spot_protocols.probe(train, test))
  score(others, ms.knn_predictions {
    name = "nearest_50", neighbours = 50, training = train.features,
    targets = train.targets, features = test.features,
  })
  score(others, ms.depth_predictions {
    name = "spot_depth", training = train.targets, targets = test.truth,
    total = datasets.total_of(target),
  })
end

local stand_ins = spot_methods.encoder_stand_ins(list, encoder, encoder_words)
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
local function ranking(form, title, more)
  return ms.ranking_panel(protocols.with({
    scores = all, dataset = data.dataset, against = against, form = form,
    title = title, names = names, labels = labels, reading = cells,
  }, more or {}))
end

local notes = { "Last epochs are kept; nothing was chosen on a held-out section." }
if data.name == "her2st" and protocol.genes == "list" then
  protocols.append(notes, {
    "Published numbers are of 32 sections and of other numbers of epochs: on "
    .. "these six they cannot be tested.",
  })
end
if protocol.window_um and data.own.no_scale then
  protocols.append(notes, {
    "The pictures have no scale: windows are " .. data.own.crop_px .. " px wide in "
    .. "place of " .. protocol.window_um .. " um.",
  })
end
protocols.append(notes, { folds_note })
if grid then
  protocols.append(notes, {
    "Scored on cells of a grid of 80 x 64: where no spot lies measurement and "
    .. "prediction are 0, of every method.",
  })
  if data.own.claims then
    protocols.append(notes, {
      "What is published of these methods is of spots alone, and stands on the page "
      .. "of cells=tissue.",
    })
  end
end

local panels = {}
if #folds > 0 then
  panels = {
    ranking("table", "All methods and controls", sized),
    ranking("forest", "What each gains over " .. against_words),
    ranking("critical_difference", "Which methods differ by their ranks"),
    ms.map_panel {
      scores = scores, dataset = data.dataset, reading = cells,
      targets = drawn.targets, predictions = drawn.predictions,
      picture = data.pictures, preferred = data.map_genes,
    },
    ms.training_panel { models = models },
  }
  if protocol.own_best then
    panels[#panels + 1] = ms.own_best_panel {
      scores = all, item_count = protocol.own_best, reading = cells,
      title = "PCC(H): each predictor over its own best genes",
    }
  end
  if protocol.similarity then
    panels[#panels + 1] = ranking(
      "table", "All by structural similarity of binned values",
      { metric = "binned_ssim.mean", reading = "tissue" })
  end
end

return { findings = ms.findings {
  title = spot_protocols.title(protocol, target, unit, folds)
          .. ": methods over spots beside " .. against_words,
  model = judged, scores = scores, baselines = others, models = models,
  models_beside = beside.models, trained_beside = beside.names,
  ranked_against = against, partial = some, dataset = data.dataset, unit = held_out,
  metric = "pearson.mean", reading = cells,
  averaging = spot_protocols.averaging(protocol, held_out),
  panels = panels,
  expected = data.own.claims and not grid
             and ms.source { "expected.json", learned_from = "nothing" } or nil,
  stand_ins = stand_ins,
  notes = notes,
  scope = data.scope, scope_note = data.scope_note, protocol = ms.protocol(),
} }
