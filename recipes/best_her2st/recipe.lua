-- Expression of her2st's spots from H&E, as well as we can, patients held out.
--
-- Data      her2st, Andersson et al. 2021, doi:10.1038/s41467-021-26271-2
-- Method    README.md: the mean of several ridges, whose penalty and rank the
--           training sections of each fold choose

local ms = require "moonstain"
local baselines = require "baselines"
local candidates = require "candidates"
local datasets = require "datasets"
local encoders = require "encoders"
local protocols = require "protocols"

local target = ms.param {
  name = "target", default = "t1", choices = { "t1", "p1" },
  "t1: ln(1 + 1e4 n / all counts of the spot); p1: log10, over the chosen genes",
}
local unit = ms.param {
  name = "unit", default = "patient", choices = { "patient", "section" },
  "who is held out: sections of one patient share its tissue",
}
local gene_choice = protocols.gene_choice()
local seed = ms.param {
  name = "seed", default = 0, protocol = false,
  "of the networks' first weights and of their order of examples",
}
local turned = ms.param {
  name = "turned", default = true, quick = false,
  "also a ridge on features averaged over a tile's eight symmetries: eight times "
  .. "the work of encoding",
}
local which = ms.param {
  name = "ways", default = "all", choices = { "all", "ridges" },
  "ridges: without retrieval and networks, of which the mean has none",
}

-- What a spot and its surroundings look like: 76, 153 and 306 um wide.
local data = datasets.open "her2st"
local function tiles(px)
  return ms.patches {
    dataset = data.dataset, picture = data.pictures, crop_px = px,
    tile_px = 224, blank = true,
  }
end
local function encoded(name, layer, patches)
  return (encoders.encode(name, patches, layer))
end
local spot = encoded("mobilenet_v1", "block8", tiles(224))
local views = {
  spot = spot,
  deeper = encoded("mobilenet_v1", "block11", tiles(224)),
  smoothed = ms.smoothed_features {
    features = spot, dataset = data.dataset, reach = 1,
  },
  windows = ms.side_by_side {
    features = ms.side_by_side {
      features = encoded("mobilenet_v1", "block8", tiles(112)), beside = spot,
    },
    beside = encoded("mobilenet_v1", "block8", tiles(448)),
  },
}
if turned then
  views.turned = encoded("mobilenet_v1_symmetries", "block8", tiles(224))
end
local grid = data.grid()
local colours = baselines.colours(data.crops(0))
local targets_of = datasets.targets(data, target, gene_choice)

-- Every way to predict, by what it is called on the page; `sees` is the view it
-- is given. All ridges search the same penalties.
local ridge = {
  alphas = { 1000, 10000, 100000 }, ranks = { 0, 2, 4, 8 },
}
local ways = {
  { name = "ridge_spot", sees = "spot", ridge = ridge },
  { name = "ridge_windows", sees = "windows", ridge = ridge },
  { name = "ridge_smoothed", sees = "smoothed", ridge = ridge },
  { name = "ridge_deeper", sees = "deeper", ridge = ridge },
}
if turned then
  ways[#ways + 1] = { name = "ridge_turned", sees = "turned", ridge = ridge }
end
protocols.append(ways, which == "all" and {
  { name = "nearest_20", sees = "spot", neighbours = 20 },
  { name = "nearest_100", sees = "spot", neighbours = 100 },
  { name = "nearest_100_smoothed", sees = "smoothed", neighbours = 100 },
  { name = "bleep", sees = "spot", network = ms.bleep_frozen_model,
    with = { epochs = 30, seed = seed } },
  { name = "deeppt", sees = "spot", network = ms.deeppt_model,
    with = { epochs = 20, autoencoder_epochs = 20, seed = seed } },
} or {})

local scores, others, choices = {}, {}, {}
local drawn = { targets = {}, predictions = {} }
for _, fold in ipairs(ms.folds(data.manifest, data.sections, unit)) do
  local targets = targets_of(fold)
  local train = { features = ms.part(spot, fold.train),
                  targets = ms.part(targets, fold.train) }
  local test = { targets = ms.part(targets, fold.test),
                 grid = ms.part(grid, fold.test),
                 features = ms.part(spot, fold.test) }
  local function score(list, predictions)
    protocols.append(list, ms.expression_scores {
      predictions = predictions, targets = test.targets, grid = test.grid,
    })
  end

  -- What is chosen from sees the training sections alone: each of them is left
  -- out once, or where there is one, each of five strips of it.
  local parts = candidates.parts {
    data = data, fold = fold, views = views, targets = targets, strips = 5,
    genes = datasets.genes(data, gene_choice), target = target,
  }
  local choice, chosen, by_way = candidates.chosen {
    name = "chosen_way", ways = ways, fold = fold, parts = parts, views = views,
  }
  choices[#choices + 1] = choice
  score(others, chosen)
  local ridges = {}
  for i, way in ipairs(ways) do
    if way.ridge then ridges[#ridges + 1] = by_way[i] end
  end
  local predictions = candidates.averaged("mean_of_ridges", ridges)
  score(scores, predictions)
  protocols.append(drawn.targets, test.targets)
  protocols.append(drawn.predictions, predictions)
  for _, other in ipairs(baselines.of_spots {
    train = train, test = test, colours = colours, fold = fold,
    patients = baselines.patients(data.manifest, fold),
    total = datasets.total_of(target),
  }) do
    score(others, other)
  end
end

return { findings = ms.findings {
  title = "Expression of her2st's spots from H&E, one " .. unit .. " held out",
  model = "mean_of_ridges", scores = scores, baselines = others, unit = unit,
  dataset = data.dataset, metric = "pearson.mean", reading = "tissue",
  averaging = "units", scope = data.scope, scope_note = data.scope_note,
  stand_ins = {}, notes = {
    "The mean of all ridges, each counting the same; their penalties and ranks are "
    .. "chosen on the training sections alone, and the held-out ones are no input of "
    .. "the choice. chosen_way is the one of " .. #ways .. " ways that does best on the "
    .. "training sections. Which ways there are, and that their mean is the model, was "
    .. "written down with earlier results on both patients known: nobody's eyes are "
    .. "fresh here.",
    "Two patients give no interval for a third: the spread over six sections is "
    .. "that of one section of one patient and five of the other.",
    "Features: MobileNet v1, trained on ImageNet and left as it is.",
  },
  panels = {
    ms.choice_panel { choices = choices },
    ms.map_panel {
      scores = scores, dataset = data.dataset, targets = drawn.targets,
      predictions = drawn.predictions, picture = data.pictures,
      preferred = data.map_genes,
    },
  },
  protocol = ms.protocol(),
} }
